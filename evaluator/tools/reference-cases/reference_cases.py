#!/usr/bin/env python3
"""Reference cases by timm, with random weights: what `evaluator conformance` compares the evaluator's networks with.

  python3 reference_cases.py tiny DIR [--only eva02,eupe]      the small cases of evaluator/golden, into DIR/backbones
  python3 reference_cases.py full-size DIR MANIFEST.json ...   a manifest's own network, into DIR/backbones (1 GB and more)
  python3 reference_cases.py describe NAME                     fields of a manifest, and the keys of its file, as JSON

NAME is timm's, such as vit_base_patch16_dinov3.lvd1689m. Needs PyTorch, timm and safetensors; downloads nothing. Options are
read off the models that timm builds; a full-size case takes them from the manifest, so that it holds the manifest's to
timm's. Parameters are drawn so that each one matters: norms around 1, LayerScale around 0.6, biases that are not zero, patches,
tokens and positions so small that the first norm's epsilon shows.
"""
import argparse, copy, json, os, platform, re, sys

import numpy, safetensors, timm, torch
import torch.nn as nn
from safetensors.torch import save_file

from timm_options import absent, activation_id, family_of

SEED = 1013

# Case, timm's model, arguments that make it small, and what the case is for.
TINY = {
    "gelu_tanh": ("vit_so400m_patch16_siglip_512", dict(img_size=64, embed_dim=32, depth=4, num_heads=2),
                  "tanh GELU; hidden width 119"),
    "no_final_norm": ("vit_intern300m_patch14_448", dict(img_size=56, embed_dim=32, depth=2, num_heads=2),
                      "LayerScale, and no norm after the last block"),
    "rope_and_positions": ("vit_pe_spatial_base_patch16_512", dict(img_size=80, embed_dim=48, depth=2, num_heads=3),
                           "rotary besides learned positions, columns first, indices from 1, of neighbouring channels"),
    "eva02": ("eva02_base_patch14_224", dict(img_size=70, embed_dim=48, depth=2, num_heads=3),
              "q, k and v apart, no bias of k; SwiGLU with a norm before its last layer; rotary besides learned positions"),
    "dinov3_qkvb": ("vit_base_patch16_dinov3_qkvb", dict(img_size=80, embed_dim=48, depth=2, num_heads=3),
                    "q_bias and v_bias beside one qkv.weight"),
    "dinov3_swiglu": ("vit_small_plus_patch16_dinov3", dict(img_size=64, embed_dim=32, depth=2, num_heads=2), "SwiGLU"),
}


def draw_parameters(model, seed):
    """Every parameter anew, in the order of the state dict."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, value in model.named_parameters():
            noise = torch.randn(value.shape, generator=generator)
            value.copy_(noise * deviation(name, value) + centre(name, value))
    return model


def centre(name, value):
    if re.search(r"(^|\.)gamma(_[12])?$", name):
        return 0.6
    return 1 if value.ndim == 1 and name.endswith("weight") else 0


def deviation(name, value):
    if name.startswith("patch_embed.proj") or name.startswith("stem.0"):
        return 0.02 if value.ndim == 1 else 0.02 / value[0].numel() ** 0.5
    if name in ("cls_token", "reg_token", "pos_embed"):
        return 0.02
    if value.ndim == 1:
        return 0.3 if name.endswith("bias") else 0.2
    return 1.5 * value[0].numel() ** -0.5


def bare_model(name, **arguments):
    """As the paper's code calls timm: no classifier, no pooling, all tokens after the final norm, if there is one."""
    return timm.create_model(name, pretrained=False, num_classes=0, global_pool="", **arguments).eval()


def published_keys(name, bare):
    """Shapes of timm's own published file: the model as timm builds it by default, with head and pooling."""
    with torch.device("meta"):
        model = timm.create_model(name, pretrained=False)
    shapes = {key: list(value.shape) for key, value in model.state_dict().items()}
    own = {key: list(value.shape) for key, value in bare.state_dict().items()}
    # Where it pools by the average, timm keeps the last norm under another name.
    names = {key: key.replace("norm.", "fc_norm.", 1) if key not in shapes and key.startswith("norm.") else key for key in own}
    for key, shape in own.items():
        if shapes.get(names[key]) != shape:
            raise SystemExit(f"{name}: {names[key]} has shape {shapes.get(names[key])} in the published file, {shape} here")
    return shapes, names


def features_of(model, pixels):
    """[B, D, h, w]: prefix tokens dropped, raster order."""
    with torch.inference_mode():
        output = model(pixels)
    if output.ndim == 4:
        return output.contiguous()
    height, width = model.patch_embed.dynamic_feat_size(pixels.shape[2:])
    grid = output[:, model.num_prefix_tokens:].transpose(1, 2)
    return grid.reshape(len(pixels), -1, height, width).contiguous()


def relative(found, expected):
    found, expected = found.double(), expected.double()
    return float((found - expected).norm() / expected.norm())


def write_case(folder, name, model, pixels, described, names, more_weights, notes):
    """Weights under the published names, the input, and what the model makes of it. `described`: family and options."""
    os.makedirs(folder, exist_ok=True)
    features = features_of(model, pixels)
    state = {names[key]: value.contiguous() for key, value in model.state_dict().items()}
    save_file({**state, **more_weights}, os.path.join(folder, f"{name}.safetensors"))
    io = dict(pixel_values=pixels, features=features)
    save_file(io, os.path.join(folder, f"{name}.io.safetensors"))
    conv = model.stem[0] if hasattr(model, "stem") else model.patch_embed.proj
    case = dict(
        case=name, family=described["family"], input_size=list(pixels.shape[1:]), patch_size=list(conv.kernel_size),
        stride=pixels.shape[-1] // features.shape[-1], prefix_tokens=getattr(model, "num_prefix_tokens", 0),
        feature_dim=features.shape[1], grid=list(features.shape[2:]), architecture=described["options"],
        reference=described["reference"], **{"class": f"{type(model).__module__}.{type(model).__name__}"},
        weights=dict(
            file=f"{name}.safetensors", dtype="float32", layout="timm", key_prefix="", ignored_prefixes=described["ignored"],
            tensors=len(state) + len(more_weights), unused_keys=sorted(more_weights)),
        io=dict(file=f"{name}.io.safetensors", **{key: list(value.shape) for key, value in io.items()}),
        seed=SEED, versions=versions(), notes=notes)
    return case, features


def save_json(path, document):
    with open(path, "w") as file:
        file.write(formatted(document) + "\n")


def formatted(value, indent=0, width=110):
    """JSON with what fits a line on one."""
    line = json.dumps(value)
    if len(line) + indent <= width or not isinstance(value, (dict, list)) or not value:
        return line
    pad = " " * (indent + 1)
    if isinstance(value, list):
        rows = [pad + formatted(element, indent + 1, width) for element in value]
        return "[\n" + ",\n".join(rows) + "\n" + " " * indent + "]"
    rows = [f"{pad}{json.dumps(key)}: {formatted(element, indent + 1, width)}" for key, element in value.items()]
    return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"


def versions():
    return dict(python=platform.python_version(), torch=torch.__version__, timm=timm.__version__,
                safetensors=safetensors.__version__, numpy=numpy.__version__)


def seeded_pixels(images, side):
    return torch.randn(images, 3, side, side, generator=torch.Generator().manual_seed(SEED + 1))


def tiny(folder, only):
    for name, (entry, arguments, note) in TINY.items():
        if only and name not in only:
            continue
        model = draw_parameters(bare_model(entry, **arguments), SEED)
        family, options = family_of(model)
        reference = dict(library="timm", version=timm.__version__, entry=entry, kwargs=arguments,
                         made_by="timm.create_model(entry, pretrained=False, num_classes=0, global_pool='', **kwargs); output of forward()")
        described = dict(family=family, options=options, reference=reference, ignored=[])
        names = {key: key for key in model.state_dict()}
        pixels = seeded_pixels(2, arguments["img_size"])
        case, features = write_case(folder, name, model, pixels, described, names, {}, [note])
        case["checks"] = checks(model, pixels, features)
        save_json(os.path.join(folder, f"{name}.json"), case)
        print(f"{name}: {family}, features {list(features.shape)}, {json.dumps(case['checks'])}")


def checks(model, pixels, features):
    """How exact the reference is, what some mistakes cost, and that each tensor matters."""
    exact = relative(features, features_of(copy.deepcopy(model).double(), pixels.double()))
    mistakes = {f"norm_eps_{label}": relative(features_of(with_eps(model, factor), pixels), features)
                for label, factor in (("times_10", 10), ("divided_by_10", 0.1))}
    for other in ("gelu_erf", "gelu_tanh", "quick_gelu"):
        changed = with_activation(model, other)
        if changed is not None:
            mistakes[other] = relative(features_of(changed, pixels), features)
    if not absent(getattr(model, "rope", None)):
        mistakes["no_rotary_positions"] = relative(features_of(without_rope(model), pixels), features)
    zeroed = {}
    for key, value in model.named_parameters():
        kept = value.detach().clone()
        with torch.no_grad():
            value.zero_()
            zeroed[key] = relative(features_of(model, pixels), features)
            value.copy_(kept)
    weakest = min(zeroed, key=zeroed.get)
    if zeroed[weakest] < 5e-3 or exact > 2e-6:
        raise SystemExit(f"{weakest} changes the features by {zeroed[weakest]} alone, or they are only exact to {exact}")
    return dict(
        features_std=float(features.std()), features_max_abs=float(features.abs().max()), relative_to_float64=exact,
        relative_change_if=mistakes, weakest_used_key_when_zeroed=dict(key=weakest, relative_change=zeroed[weakest]))


def with_eps(model, factor):
    changed = copy.deepcopy(model)
    for module in changed.modules():
        if isinstance(getattr(module, "eps", None), float):
            module.eps *= factor
    return changed


def with_activation(model, activation):
    """The model with another GELU; null where it has none, or this one."""
    changed, found = copy.deepcopy(model), False
    layers = {"gelu_erf": nn.GELU(), "gelu_tanh": nn.GELU("tanh"), "quick_gelu": timm.layers.QuickGELU()}
    for module in changed.modules():
        if hasattr(module, "act") and activation_id(module.act) in layers and activation_id(module.act) != activation:
            module.act, found = layers[activation], True
    return changed if found else None


def without_rope(model):
    changed = copy.deepcopy(model)
    changed.rope = None
    return changed


def full_size(folder, path):
    """Weights lie under the published file's names, with what the manifest ignores beside them."""
    with open(path) as file:
        manifest = json.load(file)
    url = (manifest["weights"] or {}).get("url", "")
    matched = re.fullmatch(r"https://huggingface\.co/timm/([^/]+)/resolve/[^/]+/model\.safetensors", url)
    rules = manifest["options"].get("weights", {})
    if not matched or rules.get("layout", "timm") != "timm" or rules.get("key_prefix"):
        raise SystemExit(f"{path}: its weights are not a file of timm's own ({url}, {rules})")
    entry = matched.group(1)
    if manifest["options"]["mlp"]["activation"] == "quick_gelu":
        entry = entry.split(".")[0].replace("_clip_", "_clip_quickgelu_")
    side = manifest["inputSize"]
    sized = timm.models.get_pretrained_cfg(entry).fixed_input_size
    model = draw_parameters(bare_model(entry, **(dict(img_size=side) if sized else {})), SEED)
    parameters = sum(value.numel() for value in model.parameters())
    if parameters != manifest["parameters"]:
        raise SystemExit(f"{path}: {manifest['parameters']} parameters, timm's {entry} has {parameters}")
    shapes, names = published_keys(matched.group(1), model)
    more = {key: torch.ones(shape) for key, shape in shapes.items() if key not in names.values()}
    options = {key: value for key, value in manifest["options"].items() if key != "weights"}
    described = dict(family=manifest["family"], options=options, reference=dict(library="timm", entry=entry),
                     ignored=rules.get("ignored_prefixes", []))
    name = manifest["id"].replace("-", "_")
    case, features = write_case(folder, name, model, seeded_pixels(1, side), described, names, more, [])
    save_json(os.path.join(folder, f"{name}.json"), case)
    print(f"{manifest['id']}: timm {timm.__version__} {entry}, {parameters} parameters as in the manifest, features "
          f"{list(features.shape)}; beside the network's own the file has {sorted(more) or 'no keys'}")


def describe(name):
    """What a manifest says of timm's model and its published file, and which keys the file has to give."""
    with torch.device("meta"):
        model = bare_model(name)
    family, options = family_of(model)
    config = model.pretrained_cfg
    shapes, names = published_keys(name, model)
    side = config["input_size"][-1]
    stride = model.feature_info[-1]["reduction"]
    final_norm = options.get("final_norm")
    if final_norm and "fc_norm.weight" in names.values():
        final_norm["key"] = "fc_norm"
    others = sorted({key.split(".")[0] + "." for key in shapes if key not in names.values()})
    keys = dict(parameters=sum(value.numel() for value in model.parameters()),
                keys=ranged({names[key]: list(value.shape) for key, value in model.state_dict().items()}))
    fields = dict(family=family, options=dict(options, weights=dict(layout="timm", key_prefix="", ignored_prefixes=others)),
                  inputSize=side, featureGrid=[side // stride] * 2, featureDim=model.num_features,
                  parameters=keys["parameters"], mean=config["mean"], std=config["std"],
                  licence=config.get("license"), notes=config.get("notes"))
    print(formatted(dict(fields=fields, keys=keys)))


def ranged(shapes):
    """Keys that differ in the block's number alone become one, with a range: `blocks.{0-11}.norm1.weight`."""
    numbers = {}
    for key, shape in shapes.items():
        parts = re.split(r"(?<=blocks\.)(\d+)(?=\.)", key)
        pattern = (parts[0], parts[2], tuple(shape)) if len(parts) == 3 else (key, None, tuple(shape))
        numbers.setdefault(pattern, []).append(int(parts[1]) if len(parts) == 3 else None)
    return {before if after is None else f"{before}{{{found[0]}-{found[-1]}}}{after}": list(shape)
            for (before, after, shape), found in numbers.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    small = commands.add_parser("tiny")
    small.add_argument("dir")
    small.add_argument("--only", help="comma-separated: " + ", ".join(TINY))
    full = commands.add_parser("full-size")
    full.add_argument("dir")
    full.add_argument("manifests", nargs="+", metavar="MANIFEST.json")
    described = commands.add_parser("describe")
    described.add_argument("name")
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.command == "describe":
        describe(options.name)
        return
    folder = os.path.join(options.dir, "backbones")
    if options.command == "full-size":
        for path in options.manifests:
            full_size(folder, path)
        return
    only = options.only.split(",") if options.only else []
    unknown = [name for name in only if name not in TINY]
    if unknown:
        parser.error(f"case {', '.join(unknown)} is unknown; expected some of {', '.join(TINY)}")
    tiny(folder, only)


if __name__ == "__main__":
    main()
