"""Makes the reference probe of a backbone's manifest: a digest of the features that the backbone's own library computes.

    python3 probe.py MANIFEST LINE --weights FILE [--write]

LINE is the one line of Python that is published with the probe. It gives the features of `pixels`, a float32 tensor
[2, 3, I, I] of two images that are made here and, alike to the bit, by the evaluator (src/backbones/probe-images.ts). It may
name `torch`, `timm`, `transformers` and `weights`, the path of the weights file. For example

    timm.create_model("vit_base_patch16_224.mae", pretrained=True, pretrained_cfg_overlay={"file": weights, "custom_load": False},
                      num_classes=0, global_pool="").eval()(pixels)

    transformers.Dinov2Model.from_pretrained("facebook/dinov2-base", dtype=torch.float32).eval()(pixels).last_hidden_state

on one line each. Features may be [2, D, h, w], [2, h, w, D], or tokens [2, prefix + h * w, D]. Mean and deviation are the
library's own where it publishes them (timm's pretrained_cfg, transformers' image processor), and have to be the
manifest's. Needs torch, and timm or transformers; nothing else.
"""

import argparse
import hashlib
import json
import re
import sys
import textwrap

import torch

MASK = 0xFFFFFFFF
FLAT = (124, 116, 104)


def hashed(x):
    """lowbias32 (Wellons) of whole numbers: tensors of int64, whose products keep their low 32 bits, or ints."""
    x = x & MASK
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & MASK
    x = ((x ^ (x >> 15)) * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def probe_images(side):
    """Two RGB images as whole numbers 0 to 255, [2, 3, side, side]; the same as probe-images.ts makes."""
    row = torch.arange(side, dtype=torch.int64)[:, None]
    column = torch.arange(side, dtype=torch.int64)[None, :]
    octaves = []
    for channel in range(3):
        total = torch.zeros(side, side, dtype=torch.int64)
        for octave in range(8):
            key = (3 * octave + channel) * 0x9E3779B1 + (row >> octave) * 0x85EBCA6B + (column >> octave) * 0xC2B2AE35
            total += (hashed(key) >> 24) - 128
        octaves.append((128 + torch.div(total, 3, rounding_mode="floor")).clamp(0, 255))
    last = max(1, side - 1)
    zero = torch.zeros(side, side, dtype=torch.int64)
    rings = torch.div(row * row + column * column, side, rounding_mode="floor") & 255
    ramps = [torch.div(255 * column, last, rounding_mode="floor") + zero]
    ramps += [torch.div(255 * row, last, rounding_mode="floor") + zero, rings]
    quarter, half, most = side // 4, side // 2, 3 * side // 4
    for channel in range(3):
        ramps[channel][quarter:half, half:most] = FLAT[channel]
        ramps[channel][half:most, quarter:half] = 0
        ramps[channel][half:most, half:most] = 255
    return torch.stack([torch.stack(octaves), torch.stack(ramps)])


def normalised(images, mean, std):
    """(p / 255 - mean) / std in double precision, rounded to single once a step, as the evaluator does it."""
    scaled = (images.double() / 255).float().double()
    shape = (1, 3, 1, 1)
    mean = torch.tensor(mean, dtype=torch.float64).reshape(shape)
    std = torch.tensor(std, dtype=torch.float64).reshape(shape)
    return ((scaled - mean) / std).float()


def as_grid(features, dim, grid):
    """Whatever the library gives -> [2, D, h, w]."""
    if not isinstance(features, torch.Tensor):
        sys.exit(f"the line gives {type(features).__name__}, expected a tensor of features")
    if features.dtype != torch.float32:
        sys.exit(f"features are {features.dtype}, expected float32: build the model in float32 (dtype=torch.float32)")
    shape, places = list(features.shape), grid[0] * grid[1]
    if shape == [2, dim, *grid]:
        return features
    if shape == [2, *grid, dim]:
        return features.permute(0, 3, 1, 2)
    if len(shape) == 3 and shape[0] == 2 and shape[2] == dim and shape[1] >= places:
        return features[:, shape[1] - places :].transpose(1, 2).reshape(2, dim, *grid)
    sys.exit(f"features {shape}, expected [2, {dim}, {grid[0]}, {grid[1]}], channels last, or tokens [2, n, {dim}]")


def digest(features):
    """64 values at fixed places of [2, D, h, w], and norms; as backbones/probe.ts does it."""
    features = features.double()
    _, dim, rows, columns = features.shape

    def channel(index):
        return hashed(3 * index) % dim

    def place(index):
        return hashed(3 * index + 1) % rows, hashed(3 * index + 2) % columns

    def short(value):
        """float32 has no more digits than nine."""
        return float(f"{float(value):.9g}")

    norms = {
        "images": [short(image.norm()) for image in features],
        "channels": [short(features[:, channel(1000 + i)].norm()) for i in range(8)],
        "places": [short(features[(..., *place(1000 + i))].norm()) for i in range(8)],
    }
    return {"values": [short(features[(i // 32, channel(i), *place(i))]) for i in range(64)], "norms": norms}


def published_normalisation(line):
    """Mean and deviation as the library publishes them for the model that the line names; None where it names none."""
    named = re.search(r"""create_model\(\s*["']([^"']+)["']""", line)
    if named:
        import timm

        config = timm.get_pretrained_cfg(named.group(1).removeprefix("timm/"), allow_unregistered=True)
        return config and (list(config.mean), list(config.std))
    named = re.search(r"""from_pretrained\(\s*["']([^"']+)["']""", line)
    if named:
        import transformers

        processor = transformers.AutoImageProcessor.from_pretrained(named.group(1))
        return list(processor.image_mean), list(processor.image_std)
    return None


def require_normalisation(manifest, line):
    published = published_normalisation(line)
    if published is None:
        print("note: the line names no published configuration; mean and std are the manifest's", file=sys.stderr)
        return
    for name, found in zip(("mean", "std"), published):
        if any(abs(a - b) > 1e-6 for a, b in zip(manifest[name], found)):
            sys.exit(f"the manifest's {name} is {manifest[name]}, expected {found} as the library publishes it")


def library_of(line):
    for name in ("timm", "transformers"):
        if name in line:
            return f"{name} {__import__(name).__version__}"
    return f"torch {torch.__version__}"


def sha256_of(path):
    digest_of_file = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest_of_file.update(piece)
    return digest_of_file.hexdigest()


def require_weights(manifest, sha256):
    expected = (manifest.get("weights") or {}).get("sha256")
    if expected not in (None, sha256):
        sys.exit(f"the weights have SHA-256 {sha256}, expected {expected} as the manifest has it")


def make_probe(manifest, line, weights):
    weights_sha256 = sha256_of(weights)
    require_weights(manifest, weights_sha256)
    require_normalisation(manifest, line)
    pixels = normalised(probe_images(manifest["inputSize"]), manifest["mean"], manifest["std"])
    names = {"torch": torch, "pixels": pixels, "weights": weights}
    for name in ("timm", "transformers"):
        if name in line:
            names[name] = __import__(name)
    with torch.no_grad():
        features = as_grid(eval(line, names), manifest["featureDim"], manifest["featureGrid"])
    return {"line": line, "library": library_of(line), "weightsSha256": weights_sha256, **digest(features)}


def formatted(value, indent="", before=0):
    """JSON as the repository formats it: an object's fields a line each, lists of numbers filled up to 110 columns."""
    inner = indent + "  "
    if isinstance(value, dict):
        names = {key: f"{inner}{json.dumps(key)}: " for key in value}
        fields = [name + formatted(value[key], inner, len(name)) for key, name in names.items()]
        return "{\n" + ",\n".join(fields) + f"\n{indent}}}"
    if not isinstance(value, list):
        return re.sub(r"e([-+])0(\d)", r"e\1\2", json.dumps(value, ensure_ascii=False))
    elements = ", ".join(formatted(element) for element in value)
    if before + len(elements) + 2 < 110:
        return f"[{elements}]"
    return "[\n" + textwrap.fill(elements, 109, initial_indent=inner, subsequent_indent=inner) + f"\n{indent}]"


def with_probe(text, probe):
    """The manifest's text with the probe as its last field; nothing else of it changes."""
    text = re.sub(r',\s*"probe": (null|\{.*?\n  \})', "", text, flags=re.DOTALL)
    end = text.rstrip().removesuffix("}").rstrip()
    return f'{end},\n  "probe": {formatted(probe, "  ")}\n}}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest")
    parser.add_argument("line")
    parser.add_argument("--weights", required=True, help="the weights file, whose SHA-256 the probe names")
    parser.add_argument("--write", action="store_true", help="write the probe into the manifest instead of printing it")
    options = parser.parse_args()
    with open(options.manifest, encoding="utf-8") as file:
        text = file.read()
    manifest = json.loads(text)
    probe = make_probe(manifest, options.line, options.weights)
    if not options.write:
        print(formatted(probe))
        return
    with open(options.manifest, "w", encoding="utf-8") as file:
        file.write(with_probe(text, probe))


if __name__ == "__main__":
    main()
