#!/usr/bin/env python3
"""Measures a cell again in PyTorch, from the image files on, and compares every step with what the evaluator left.

  python3 reproduce_cell.py DATA BUNDLE PREDICTIONS

DATA: own images in VOC layout. BUNDLE: the cell's bundle (dct-16, task segmentation), its readout beside it. PREDICTIONS: the
evaluator's predicted classes of the test images, one byte a pixel of 224 x 224. Written from PROTOCOL.md and the paper;
shares no code with the evaluator. Needs torch, numpy, Pillow and safetensors. Prints one JSON object.
"""
import json, math, sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import load_file
from torch.nn import functional as F

SIDE, PATCH, KEPT, NO_LABEL = 224, 16, 64, 255
MASK = 0xFFFFFFFF


def scramble(word):
    word = ((word ^ (word >> 16)) * 0x85EBCA6B) & MASK
    word = ((word ^ (word >> 13)) * 0xC2B2AE35) & MASK
    return word ^ (word >> 16)


class Xoshiro128:
    """xoshiro128** 1.1, its four seed words through MurmurHash3's finaliser."""

    def __init__(self, *seed):
        self.s = [scramble((word + (i + 1) * 0x9E3779B9) & MASK) for i, word in enumerate(seed)]

    def uint32(self):
        rotate = lambda x, k: ((x << k) | (x >> (32 - k))) & MASK
        s = self.s
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        shifted = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotate(s[3], 11)
        return result

    def fraction(self):
        return ((self.uint32() >> 5) * 2**26 + (self.uint32() >> 6)) / 2**53

    def below(self, bound):
        while True:
            drawn = self.uint32()
            if drawn < 2**32 - 2**32 % bound:
                return drawn % bound


def read_splits(data):
    lists = {name: (data / "ImageSets/Segmentation" / f"{name}.txt").read_text().split() for name in ("train", "val")}
    held_out = [i for i in range(len(lists["train"])) if i % 10 == 9]
    return {
        "train": [name for i, name in enumerate(lists["train"]) if i not in held_out],
        "validation": [lists["train"][i] for i in held_out],
        "test": lists["val"],
    }


def dct_kernel():
    """The first cosines of a patch in JPEG's zig-zag, for each colour channel; coefficient 0 is the patch's mean."""
    order = sorted(
        ((v, h) for v in range(PATCH) for h in range(PATCH)),
        key=lambda f: (sum(f), f[1] if sum(f) % 2 == 0 else f[0]),
    )[:KEPT]
    at = np.arange(PATCH)
    wave = lambda f: np.sqrt(1 if f == 0 else 2) * np.cos(np.pi * f * (2 * at + 1) / (2 * PATCH))
    kernel = np.zeros((3 * KEPT, 3, PATCH, PATCH))
    for channel in range(3):
        for k, (v, h) in enumerate(order):
            kernel[channel * KEPT + k, channel] = np.outer(wave(v), wave(h)) / PATCH**2
    return torch.tensor(kernel, dtype=torch.float32)


def features_of(data, name, manifest, kernel):
    pixels = torch.from_numpy(np.array(Image.open(data / "JPEGImages" / f"{name}.jpg").convert("RGB"))).permute(2, 0, 1)
    image = F.interpolate(pixels[None].float() / 255, (SIDE, SIDE), mode="bilinear", antialias=True)
    mean, std = (torch.tensor(manifest[field])[:, None, None] for field in ("mean", "std"))
    return F.conv2d((image - mean) / std, kernel, stride=PATCH)[0].half().float()


def labels_of(data, name):
    mask = Image.open(data / "SegmentationClass" / f"{name}.png").resize((SIDE, SIDE), Image.NEAREST)
    return torch.from_numpy(np.array(mask).astype(np.int64))


def encoding(rows, columns):
    phase = lambda n: torch.arange(n, dtype=torch.float64)[:, None] * torch.tensor([1.0, 0.01], dtype=torch.float64)
    x, y = (torch.cat([p.sin(), p.cos()], 1) for p in (phase(columns), phase(rows)))
    return torch.cat([x[None].expand(rows, columns, 4), y[:, None].expand(rows, columns, 4)], 2).reshape(-1, 8).float()


def squared_distances(queries, cells):
    q, c = (torch.arange(n, dtype=torch.float64) / (n - 1) for n in (queries, cells))
    along = (q[:, None] - c[None]) ** 2
    return (along[:, None, :, None] + along[None, :, None, :]).reshape(queries**2, cells**2).float()


def initial_parameters(dim, classes, seed):
    """PyTorch's default distributions, drawn in the order of computation."""
    random, channels = Xoshiro128(seed, 0, 0, 0), max(4, classes // 2)
    parameters = {"sigma": torch.full((8,), 0.05)}

    def layer(name, shape, fan_in, biases):
        bound = 1 / math.sqrt(fan_in)
        draw = lambda count: torch.tensor([bound * (2 * random.fraction() - 1) for _ in range(count)], dtype=torch.float32)
        parameters[f"{name}.weight"] = draw(math.prod(shape)).reshape(shape)
        parameters[f"{name}.bias"] = draw(biases)

    layer("query", (16, 8), 8, 16)
    layer("key", (16, dim + 8), dim + 8, 16)
    layer("value", (32, dim + 8), dim + 8, 32)
    layer("ffn.fc1", (64, 32), 32, 64)
    layer("ffn.fc2", (16, 64), 64, 16)
    parameters["ffn.norm.weight"], parameters["ffn.norm.bias"] = torch.ones(16), torch.zeros(16)
    for block in range(3):
        inputs = 16 if block == 0 else channels
        layer(f"up.{block}.conv", (channels, inputs, 3, 3), 9 * inputs, channels)
        layer(f"up.{block}.tconv", (channels, channels, 2, 2), 4 * channels, channels)
    layer("up.out", (classes, channels, 1, 1), channels, classes)
    layer("skip", (classes, 16, 1, 1), 16, classes)
    return parameters


def readout(p, features, queries=28):
    """Masked cross-attention (paper, Eq. 1 and 2), FFN, CNN and skip."""
    batch, _, cells, _ = features.shape
    x = torch.cat([features.flatten(2).transpose(1, 2), encoding(cells, cells)[None].expand(batch, -1, -1)], 2)
    q = F.linear(encoding(queries, queries), p["query.weight"], p["query.bias"]).reshape(1, -1, 8, 2).transpose(1, 2)
    k = F.linear(x, p["key.weight"], p["key.bias"]).reshape(batch, -1, 8, 2).transpose(1, 2)
    v = F.linear(x, p["value.weight"], p["value.bias"]).reshape(batch, -1, 8, 4).transpose(1, 2)
    s = p["sigma"][:, None, None]
    mask = torch.exp(-squared_distances(queries, cells) / (2 * s * s)) / (s * math.sqrt(2 * math.pi))
    tokens = ((q @ k.transpose(2, 3) / math.sqrt(2) + mask).softmax(3) @ v).transpose(1, 2).reshape(batch, -1, 32)
    hidden = F.linear(tokens, p["ffn.fc1.weight"], p["ffn.fc1.bias"]).relu()
    tokens = F.layer_norm(F.linear(hidden, p["ffn.fc2.weight"], p["ffn.fc2.bias"]), (16,), p["ffn.norm.weight"], p["ffn.norm.bias"])
    grid = image = tokens.transpose(1, 2).reshape(batch, 16, queries, queries)
    for block in range(3):
        image = F.conv2d(image, p[f"up.{block}.conv.weight"], p[f"up.{block}.conv.bias"], padding=1).relu()
        image = F.conv_transpose2d(image, p[f"up.{block}.tconv.weight"], p[f"up.{block}.tconv.bias"], stride=2).relu()
    skip = F.conv2d(F.interpolate(grid, scale_factor=8, mode="bilinear"), p["skip.weight"], p["skip.bias"])
    return F.conv2d(image, p["up.out.weight"], p["up.out.bias"]) + skip


def batch_of(names, seed, iteration, size):
    batch = []
    for place in range(iteration * size, (iteration + 1) * size):
        epoch = place // len(names)
        random, order = Xoshiro128(seed, epoch, 0x62617463, 0x68657321), list(range(len(names)))
        for last in range(len(names) - 1, 0, -1):
            other = random.below(last + 1)
            order[last], order[other] = order[other], order[last]
        batch.append(names[order[place % len(names)]])
    return batch


def train(parameters, training, splits, seed, features, labels):
    """The learning curve, and the parameters of the lowest validation loss, the earliest of equals."""
    stack = lambda source, names: torch.stack([source[name] for name in names])
    leaves = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    optimiser = torch.optim.AdamW(leaves.values(), lr=training["learningRate"], weight_decay=training["weightDecay"])
    curve, best = [], None
    for iteration in range(training["iterations"]):
        names = batch_of(splits["train"], seed, iteration, training["batchSize"])
        loss = F.cross_entropy(readout(leaves, stack(features, names)), stack(labels, names), ignore_index=NO_LABEL)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            sigma = leaves["sigma"]
            sigma.copy_(torch.where(sigma.abs() < 1e-3, torch.where(sigma < 0, -1e-3, 1e-3), sigma))
            point = {"iteration": iteration, "trainLoss": loss.item()}
            updates = iteration + 1
            if updates % training["validationInterval"] == 0 or updates == training["iterations"]:
                logits = readout(leaves, stack(features, splits["validation"])).double()
                point["validationLoss"] = F.cross_entropy(logits, stack(labels, splits["validation"]), ignore_index=NO_LABEL).item()
                if best is None or point["validationLoss"] < best[0]:
                    best = point["validationLoss"], updates, {name: value.detach().clone() for name, value in leaves.items()}
            curve.append(point)
    return curve, best


def mean_iou(predicted, truth, classes):
    valid = truth != NO_LABEL
    counts = np.bincount(classes * truth[valid] + predicted[valid], minlength=classes**2).reshape(classes, classes)
    union = counts.sum(0) + counts.sum(1) - counts.diagonal()
    return 100 * np.mean(counts.diagonal()[union > 0] / union[union > 0])


def main():
    root, bundle_path, predictions = (Path(argument) for argument in sys.argv[1:4])
    data = next(root.rglob("ImageSets")).parent
    bundle = json.loads(bundle_path.read_text())
    classes, seed = len(bundle["dataset"]["classes"]), bundle["seed"]
    splits, kernel = read_splits(data), dct_kernel()
    names = [name for split in splits.values() for name in split]
    features = {name: features_of(data, name, bundle["manifest"], kernel) for name in names}
    labels = {name: labels_of(data, name) for name in names}
    curve, (_, selected, parameters) = train(initial_parameters(3 * KEPT, classes, seed), bundle["training"], splits, seed, features, labels)
    test = splits["test"]
    truth = torch.stack([labels[name] for name in test]).numpy()
    theirs = np.fromfile(predictions, np.uint8).reshape(truth.shape)
    kept = {name[2:]: torch.from_numpy(value) for name, value in load_file(bundle_path.with_suffix(".readout")).items()}
    with torch.no_grad():
        predict = lambda p: torch.cat([readout(p, features[name][None]).argmax(1) for name in test]).numpy()
        retrained, reread = predict(parameters), predict(kept)
    ours = {point["iteration"]: point for point in bundle["training"]["curve"]}
    apart = lambda kind: [abs(point[kind] / ours[point["iteration"]][kind] - 1) for point in curve if kind in point]
    print(json.dumps({
        "iterations": len(curve),
        "recorded losses": [sum(kind in point for point in ours.values()) for kind in ("trainLoss", "validationLoss")],
        "largest relative difference of the first 20 training losses": max(apart("trainLoss")[:20]),
        "of all training losses": max(apart("trainLoss")),
        "of validation losses": max(apart("validationLoss")),
        "selected iteration": [selected, bundle["training"]["selectedIteration"]],
        "share of pixels that differ, evaluator's readout": float((reread != theirs).mean()),
        "share of pixels that differ, trained again": float((retrained != theirs).mean()),
        "mIoU, trained again and evaluator's": [mean_iou(retrained, truth, classes), bundle["metrics"]["segmentation/iou"]["value"]],
        "mIoU of the evaluator's pixels": mean_iou(theirs, truth, classes),
    }))


main()
