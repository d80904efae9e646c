import { type BoardHead, headColumns } from "#db/derive/board-view/board-head.ts";
import { Controls, OneOf, Select, TrainingFilter } from "../_parts/controls.tsx";
import { Live } from "../_parts/live.tsx";
import { costs, isCounted, isTime } from "./costs.ts";
import type { ParetoView } from "./view.ts";

interface ControlsProperties {
  readonly head: BoardHead;
  readonly view: ParetoView;
  readonly show: (view: ParetoView) => void;
}

/** What of a board is drawn; costs that nobody has measured or counted are not offered. */
export function ParetoControls({ head, view, show }: ControlsProperties) {
  const { speedSettings, countedCount } = head;
  const isKnown = ({ id }: (typeof costs)[number]) =>
    isTime(id) ? speedSettings.length > 0 : isCounted(id) ? countedCount > 0 : true;
  return (
    <Live>
      <Controls>
        <Select
          legend="Score"
          options={headColumns(head).map((one) => ({
            value: one.id,
            label: `${one.taskLabel}, ${one.label}`,
          }))}
          value={view.metric}
          choose={(metric) => show({ ...view, metric })}
        />
        <Select
          legend="Cost"
          options={costs.filter(isKnown).map(({ id, label }) => ({ value: id, label }))}
          value={view.cost}
          choose={(cost) => show({ ...view, cost })}
        />
        {view.settingId !== null && speedSettings.length > 1 && (
          <Select
            legend="Device"
            options={speedSettings.map(({ id, label }) => ({ value: id, label }))}
            value={view.settingId}
            choose={(settingId) => show({ ...view, settingId })}
          />
        )}
        <OneOf
          legend="Cost axis"
          options={[
            { value: "log", label: "Logarithmic" },
            { value: "linear", label: "Linear" },
          ]}
          value={view.scale}
          choose={(scale) => show({ ...view, scale })}
        />
        <TrainingFilter chosen={view.trainings} choose={(trainings) => show({ ...view, trainings })} />
      </Controls>
    </Live>
  );
}
