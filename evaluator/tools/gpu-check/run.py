#!/usr/bin/env python3
"""What the evaluator does on this machine's card, beside PyTorch on the same card, from what pack.ts made.

  python3 run.py --out RESULTS [--devices webgpu] [--peers DIR] [--golden DIR] [--minutes 7.5] [--stages cell] [--quick]

Needs Python 3 with lzma; PyTorch and timm for the comparison. Nothing is installed and no network is used. Stages have a
time limit each and go on after a failure: facts, goldens, throughput of backbones and of readout steps, and a cell in the
shape of VOC 2012. Writes RESULTS/gpu-check.json and RESULTS/gpu-check.txt, and prints the latter.
"""
import argparse, json, os, platform, re, shutil, signal, subprocess, sys, tarfile, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
NVIDIA_ICD = "/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json"

# What is measured. The images only matter for the first phase and the last: steps have VOC's shape whatever their number.
FULL = dict(
    batches={"dinov2-b-518": "1,16", "vit-b-16-224": "1,32,128"}, seconds="2", rounds="1",
    shapes=["--shapes", "vit-b-224-voc,dinov2-518-voc,hiera-depth,vit-b-boundaries"],
    backbone="random", images=1024, steps=6000, batch=32)
# For a Vulkan device in software, where a whole transformer takes a minute an image.
QUICK = dict(
    batches={"dct-16": "1"}, seconds="0.1", rounds="1", shapes=["--shapes", "vit-b-224-voc", "--batch", "1"],
    backbone="dct-16", images=32, steps=4, batch=4)
NO_PEER = {"dct-16"}
# Seconds on one device; what a stage leaves over goes to the cell, which comes last.
STAGES = ("goldens", "backbones", "readouts", "cell")
LIMITS = dict(goldens=75, backbones=140, readouts=90)
MINUTES = 7.5


class Check:
    def __init__(self, options):
        self.options = options
        self.sizes = QUICK if options.quick else FULL
        self.end = time.monotonic() + 60 * options.minutes
        self.results, self.lines = {}, []
        self.work = tempfile.mkdtemp(prefix="gpu-check-")

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def left(self):
        return self.end - time.monotonic()

    def limit(self, stage):
        return min(self.left(), LIMITS[stage] * self.options.minutes / MINUTES)

    def stage(self, name, work):
        """Runs one stage; a failure is a result too."""
        begun = time.monotonic()
        if self.left() < 5:
            self.results[name] = dict(error="no time left")
        else:
            try:
                self.results[name] = work()
            except Exception as error:
                self.results[name] = dict(error=f"{type(error).__name__}: {error}")
        self.results.setdefault("stage_seconds", {})[name] = round(time.monotonic() - begun, 1)
        error = self.results[name].get("error") if isinstance(self.results[name], dict) else None
        self.say(f"[{time.monotonic() - self.end + 60 * self.options.minutes:5.0f} s] {name}: {error or 'done'}")
        self.save()

    def save(self):
        with open(os.path.join(self.options.out, "gpu-check.json"), "w") as file:
            json.dump(self.results, file, indent=1)
        with open(os.path.join(self.options.out, "gpu-check.txt"), "w") as file:
            file.write("\n".join(self.lines) + "\n")

    # Unpacking ------------------------------------------------------------------------------------------------------

    def unpack(self):
        with tarfile.open(os.path.join(HERE, "pack.tar.xz"), "r:xz") as pack:
            pack.extractall(self.work, **({"filter": "tar"} if hasattr(tarfile, "data_filter") else {}))
        self.evaluator = os.path.join(self.work, "evaluator")
        self.node = os.path.join(self.evaluator, "node")
        self.peers = self.options.peers or os.path.join(self.work, "peers")
        self.golden = self.options.golden or os.path.join(self.evaluator, "golden")
        self.environment = dict(os.environ, EVALUATOR_CACHE=os.path.join(self.work, "cache"), NO_COLOR="1")
        self.carried = self.use_carried()
        return dict(carried=self.carried)

    def use_carried(self):
        """Debian packages that came along, a Vulkan loader say, where the machine has none: unpacked beside, not installed."""
        folder = os.path.join(self.work, "with")
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        if output(["ldconfig", "-p"]).find("libvulkan.so.1") < 0:
            root = os.path.join(self.work, "root")
            for name in names:
                if name.endswith(".deb"):
                    subprocess.run(["dpkg", "-x", os.path.join(folder, name), root], check=True)
            libraries = [path for path, _, files in os.walk(root) if any(".so" in file for file in files)]
            if libraries:
                paths = libraries + [path for path in [os.environ.get("LD_LIBRARY_PATH")] if path]
                self.environment["LD_LIBRARY_PATH"] = ":".join(paths)
        if os.path.exists(NVIDIA_ICD) and not {"VK_DRIVER_FILES", "VK_ICD_FILENAMES"} & set(os.environ):
            self.environment["VK_DRIVER_FILES"] = NVIDIA_ICD
        return names

    # Stages ---------------------------------------------------------------------------------------------------------

    def facts(self):
        card = output(["nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"])
        torch = output([sys.executable, "-c", "import torch; print(torch.__version__, torch.version.cuda, torch.cuda.is_available())"])
        try:
            doctor = self.run_evaluator(["doctor", "--json"], 60)
            found = parsed(doctor.stdout) or doctor.stderr[-2000:]
        except subprocess.TimeoutExpired:
            found = "did not end in 60 s"
        return dict(
            card=card.strip() or "no nvidia-smi", torch=torch.strip() or "no PyTorch", python=platform.python_version(),
            kernel=platform.release(), processor=processor(), cores=os.cpu_count(),
            vulkan=vulkan_devices(self.environment), doctor=found)

    def goldens(self, device):
        cases = []
        def keep(line):
            found = re.match(r"(pass|FAIL) +(\S+)(?:.*?error (\S+) accepted (\S+))?", line)
            if found:
                cases.append(dict(passed=found[1] == "pass", name=found[2], error=found[3], accepted=found[4]))
                if found[1] == "FAIL":
                    self.say(f"  {line[:240]}")
        error = self.stream(
            [self.node, self.program(), "conformance", self.golden, "--only", "backbones,readout",
             "--executors", "onnxruntime", "--device", device], self.limit("goldens"), keep)
        errors = [float(case["error"]) for case in cases if case["error"] not in (None, "-")]
        return dict(
            passed=sum(case["passed"] for case in cases), cases=len(cases), worst_error=max(errors, default=None),
            failed=[case for case in cases if not case["passed"]], **(dict(error=error) if error else {}))

    def bench(self, program, arguments, device, peer, limit):
        """JSON lines of a benchmark, each with the most of the card's memory that was in use since the line before."""
        command = [self.node, os.path.join(self.evaluator, "code", "bundle", program), *arguments, "--device", device,
                   "--seconds", self.sizes["seconds"], "--rounds", self.sizes["rounds"], "--threads", str(os.cpu_count())]
        script = os.path.join(self.peers, peer)
        if os.path.exists(script) and not set(arguments) & NO_PEER and has_pytorch(device):
            command += ["--peer", f"{sys.executable} {script}"]
        lines = []
        with MemoryOfCard() as memory:
            def keep(line):
                measured = parsed(line)
                if measured is None:
                    return
                measured["card_memory_mb"] = memory.peak_since_last()
                lines.append(measured)
                self.say("  " + json.dumps(measured))
            error = self.stream(command, min(limit, self.left()), keep)
        return dict(lines=lines, **(dict(error=error) if error else {}))

    def backbones(self, device):
        lines, errors = [], []
        end = time.monotonic() + self.limit("backbones")
        for model, batches in self.sizes["batches"].items():
            found = self.bench("backbones.mjs", ["--models", model, "--batches", batches], device, "torch_vit.py",
                               end - time.monotonic())
            lines += found["lines"]
            errors += [found["error"]] if "error" in found else []
        return dict(lines=lines, **(dict(error="; ".join(errors)) if errors else {}))

    def readouts(self, device):
        return self.bench("readout.mjs", [*self.sizes["shapes"], "--executors", "onnxruntime"], device,
                          "torch_readout.py", self.limit("readouts"))

    def make_scenes(self):
        """Beside the other stages: images are drawn by one thread."""
        out = os.path.join(self.work, "scenes")
        self.scenes = subprocess.Popen(
            [self.node, self.program(), "data", "scenes", "--out", out, "--images", str(self.sizes["images"])],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.work)

    def cell(self, device):
        _, problem = self.scenes.communicate(timeout=max(1, self.left() - 30))
        if self.scenes.returncode != 0:
            return dict(error=f"scenes: {problem.strip()[-400:]}")
        out = os.path.join(self.work, f"results-{device.replace(':', '-')}")
        command = [self.node, self.program(), "run", "--backbone", self.sizes["backbone"], "--task", "voc2012",
                   "--data", os.path.join(self.work, "scenes", "voc"), "--out", out, "--device", device,
                   "--iterations", str(self.sizes["steps"]), "--batch-size", str(self.sizes["batch"])]
        progress = []
        begun = time.monotonic()
        error = self.stream(command, self.left() - 5, progress.append)
        seconds = round(time.monotonic() - begun, 1)
        bundles = [name for name in os.listdir(out) if name.endswith(".json")] if os.path.isdir(out) else []
        if not bundles:
            return dict(error=error or "no bundle", seconds=seconds, progress=progress[-12:])
        with open(os.path.join(out, bundles[0])) as file:
            bundle = json.load(file)
        phases = {phase["name"]: round(phase["seconds"], 2) for phase in bundle["phases"]}
        for name, spent in phases.items():
            self.say(f"  {name:12} {spent:8.1f} s")
        return dict(
            seconds=seconds, phases=phases, steps=self.sizes["steps"], batch=self.sizes["batch"], images=self.sizes["images"],
            milliseconds_per_step=round(1000 * phases.get("training", 0) / self.sizes["steps"], 3), engines=bundle["engines"],
            metrics={name: metric["value"] for name, metric in bundle["metrics"].items()},
            progress=[line for line in progress if "wait" in line or "device" in line or "differs" in line])

    # Processes ------------------------------------------------------------------------------------------------------

    def program(self):
        return os.path.join(self.evaluator, "code", "bundle", "evaluator.mjs")

    def run_evaluator(self, arguments, limit):
        return subprocess.run([self.node, self.program(), *arguments], env=self.environment, cwd=self.work,
                              capture_output=True, text=True, timeout=max(1, min(limit, self.left())))

    def stream(self, command, limit, keep):
        """Hands on line after line of either stream; returns what went wrong, or None."""
        child = subprocess.Popen(command, env=self.environment, cwd=self.work, text=True, start_new_session=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        timed_out = threading.Event()
        def stop():
            timed_out.set()
            os.killpg(child.pid, signal.SIGINT)
            time.sleep(4)
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
        timer = threading.Timer(max(1, limit), stop)
        timer.start()
        last = []
        for line in child.stdout:
            line = line.rstrip()
            last = (last + [line])[-6:]
            keep(line)
        child.wait()
        timer.cancel()
        if timed_out.is_set():
            return f"stopped after {limit:.0f} s"
        return None if child.returncode == 0 else f"exit {child.returncode}: {' | '.join(last)[-600:]}"


class MemoryOfCard:
    """Samples the card's used memory, all processes together, as one process at a time runs here."""

    def __enter__(self):
        self.peak, self.stopped = None, threading.Event()
        self.thread = threading.Thread(target=self.sample, daemon=True)
        if shutil.which("nvidia-smi"):
            self.thread.start()
        return self

    def sample(self):
        while not self.stopped.wait(0.1):
            text = output(["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]).strip().split("\n")[0]
            if text.isdigit():
                self.peak = max(self.peak or 0, int(text))

    def peak_since_last(self):
        peak, self.peak = self.peak, None
        return peak

    def __exit__(self, *_):
        self.stopped.set()


def output(command):
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def parsed(text):
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) else None
    except ValueError:
        return None


def has_pytorch(device):
    asked = "import torch, sys; sys.exit(0 if {} else 1)".format("True" if device == "cpu" else "torch.cuda.is_available()")
    return subprocess.run([sys.executable, "-c", asked], capture_output=True).returncode == 0


def processor():
    found = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read()) if os.path.exists("/proc/cpuinfo") else None
    return found.group(1) if found else platform.processor()


# Asks the loader through ctypes: vulkaninfo is seldom installed.
VULKAN = r"""
import ctypes, json
v = ctypes.CDLL("libvulkan.so.1")
class Info(ctypes.Structure):
    _fields_ = [("sType", ctypes.c_int), ("pNext", ctypes.c_void_p), ("flags", ctypes.c_uint), ("app", ctypes.c_void_p),
                ("layers", ctypes.c_uint), ("layerNames", ctypes.c_void_p), ("extensions", ctypes.c_uint), ("names", ctypes.c_void_p)]
instance = ctypes.c_void_p()
status = v.vkCreateInstance(ctypes.byref(Info(sType=1)), None, ctypes.byref(instance))
assert status == 0, f"vkCreateInstance: {status}"
count = ctypes.c_uint()
v.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), None)
devices = (ctypes.c_void_p * count.value)()
v.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), devices)
names = []
for device in devices:
    properties = ctypes.create_string_buffer(1024)
    v.vkGetPhysicalDeviceProperties(ctypes.c_void_p(device), properties)
    version = int.from_bytes(properties.raw[0:4], "little")
    names.append(f"{properties.raw[20:276].split(bytes(1))[0].decode()} (Vulkan {version >> 22 & 127}.{version >> 12 & 1023})")
print(json.dumps(names))
"""


def vulkan_devices(environment):
    found = subprocess.run([sys.executable, "-c", VULKAN], capture_output=True, text=True, env=environment, timeout=60)
    return json.loads(found.stdout) if found.returncode == 0 else f"none: {found.stderr.strip().splitlines()[-1:]}"


def table(check):
    """The comparisons, a line each."""
    check.say()
    check.say(f"card: {check.results['facts'].get('card')}; Vulkan: {check.results['facts'].get('vulkan')}")
    for stage, found in check.results.items():
        if stage.startswith(("backbones", "readouts")):
            for line in found.get("lines", []):
                if "ratio" in line:
                    what = f"{line.get('model') or line.get('shape')} batch {line.get('batch', 'of the recipe')}"
                    figure = f"throughput {line['throughput']:.2f}x" if "throughput" in line else f"time {line['time']:.2f}x"
                    check.say(f"{stage:20} {what:34} {figure} of PyTorch's")
        elif stage.startswith("goldens"):
            check.say(f"{stage:20} {found.get('passed')} of {found.get('cases')} pass, worst error {found.get('worst_error')}")
        elif stage.startswith("cell"):
            what = f"{found['steps']} steps of {found['batch']}: {found['seconds']} s, {found['milliseconds_per_step']} ms a step" if "steps" in found else found.get("error")
            check.say(f"{stage:20} {what}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--out", required=True, help="folder for gpu-check.json and gpu-check.txt")
    p.add_argument("--devices", default="webgpu", help="the evaluator's devices; one that is not there is an error of its stages")
    p.add_argument("--peers", help="folder of torch_vit.py and torch_readout.py, where they were not packed")
    p.add_argument("--golden", help="folder of reference cases, where they were not packed")
    p.add_argument("--minutes", type=float, default=MINUTES, help="for all stages together; their limits follow")
    p.add_argument("--stages", default=",".join(STAGES), help="some of %(default)s, where the card is lent for less")
    p.add_argument("--quick", action="store_true", help="small sizes: to see that all stages run")
    options = p.parse_args()
    unknown = set(options.stages.split(",")) - set(STAGES)
    if unknown:
        p.error(f"--stages {','.join(sorted(unknown))}: expected some of {','.join(STAGES)}")
    for name in ("out", "peers", "golden"):
        if getattr(options, name) is not None:
            setattr(options, name, os.path.abspath(getattr(options, name)))
    os.makedirs(options.out, exist_ok=True)
    check = Check(options)
    try:
        check.stage("unpack", check.unpack)
        asked = [stage for stage in STAGES if stage in options.stages.split(",")]
        if "cell" in asked:
            check.make_scenes()
        check.stage("facts", check.facts)
        # The cells come last: they take what time is left.
        for stages in ([stage for stage in asked if stage != "cell"], ["cell"] if "cell" in asked else []):
            for device in options.devices.split(","):
                for stage in stages:
                    check.stage(f"{stage} {device}", lambda: getattr(check, stage)(device))
        table(check)
        check.save()
    finally:
        shutil.rmtree(check.work, ignore_errors=True)
    stages = [found for found in check.results.values() if isinstance(found, dict)]
    sys.exit(1 if any("error" in found for found in stages) else 0)


if __name__ == "__main__":
    main()
