import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const patienceMs = 60_000;

/** A program that stays until it is stopped; what it says is kept in a file. */
class Daemon {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #log: string;

  constructor(
    program: string,
    args: readonly string[],
    log: string,
    environment: Record<string, string> = {},
  ) {
    this.#log = log;
    const file = openSync(log, "a");
    this.#child = spawn(program, args, {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, ...environment },
      stdio: ["ignore", file, file],
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once("exit", resolve);
      this.#child.once("error", resolve);
    });
  }

  async until(isReady: () => boolean | Promise<boolean>): Promise<void> {
    const begun = performance.now();
    while (!(await isReady())) {
      const isOver = this.#child.exitCode !== null || performance.now() - begun > patienceMs;
      if (isOver)
        throw new Error(`${this.#child.spawnfile} does not get ready:\n${readFileSync(this.#log, "utf8")}`);
      await sleep(50);
    }
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await Promise.race([this.#ended, sleep(patienceMs / 6, null, { ref: false })]);
    this.#child.kill("SIGKILL");
  }
}

/** One node with two made-up cards, eight cores to hand out however many there are, and a partition. */
const slurmConfiguration = (folder: string, host: string, ports: readonly number[]): string =>
  `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmdPort=${ports[1]}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
SlurmdParameters=config_overrides
GresTypes=gpu
NodeName=${host} NodeAddr=127.0.0.1 CPUs=8 Gres=gpu:2 State=UNKNOWN
PartitionName=cells Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;

/** Slurm on this machine alone, on loopback. */
export async function startSlurm(
  folder: string,
): Promise<AsyncDisposable & { readonly configuration: string }> {
  for (const name of ["", "state", "spool"]) mkdirSync(join(folder, name), { mode: 0o755 });
  const host = hostname().replace(/\..*/, "");
  const configuration = join(folder, "slurm.conf");
  writeFileSync(configuration, slurmConfiguration(folder, host, [await freePort(), await freePort()]));
  const cards = ["/dev/null", "/dev/zero"].map((file) => `NodeName=${host} Name=gpu File=${file}\n`);
  writeFileSync(join(folder, "gres.conf"), cards.join(""));
  writeFileSync(join(folder, "munge.key"), randomBytes(1024), { mode: 0o400 });
  const daemons: Daemon[] = [];
  const start = (program: string, args: readonly string[]) => {
    const log = join(folder, `${program}.log`);
    const daemon = new Daemon(program, args, log, { SLURM_CONF: configuration });
    daemons.push(daemon);
    return daemon;
  };
  const stop = async () => {
    for (const daemon of daemons.reverse()) await daemon.stop();
  };
  try {
    const files = ["socket", "pid-file", "log-file", "seed-file"].map(
      (name) => `--${name}=${folder}/munge.${name}`,
    );
    const munged = start("munged", ["--foreground", `--key-file=${folder}/munge.key`, ...files]);
    await munged.until(() => existsSync(join(folder, "munge.socket")));
    start("slurmctld", ["-D"]);
    const node = start("slurmd", ["-D"]);
    const environment = { ...process.env, SLURM_CONF: configuration };
    await node.until(async () => {
      const answer = await run("sinfo", ["--noheader", "--format=%T"], { env: environment }).catch(
        () => null,
      );
      return answer?.stdout.trim() === "idle";
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { configuration, [Symbol.asyncDispose]: stop };
}
