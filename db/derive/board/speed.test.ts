import { expect, test } from "vitest";
import { testSpeed } from "../../test/speed.ts";
import { boardSpeedSettings, speedSettingOf } from "./speed.ts";

test("settings of a board: most backbones first, then by label as people read it, whatever the machine's language", () => {
  const measured = ["processor 10", "processor 2", "most used"].map((device) => ({
    id: device,
    measurement: testSpeed({ device }),
  }));
  const speedOn = ({ id, measurement }: (typeof measured)[number]) => ({
    measurementId: id,
    settingId: speedSettingOf(measurement).id,
    ...{ isUntrained: false, backbone: 1, readout: {} },
  });
  const [ten, two, most] = measured.map(speedOn);
  const rows = [{ speeds: [ten, two, most] }, { speeds: [most] }].map(({ speeds }) => ({
    speeds: speeds.flatMap((speed) => speed ?? []),
  }));
  const devices = boardSpeedSettings(rows, measured).map(({ device }) => device);
  expect(devices).toEqual(["most used", "processor 2", "processor 10"]);
});
