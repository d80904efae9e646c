"""Trains the demonstration's network, a small vision transformer, on generated scenes; README.md beside it tells how.

Supervision is dense and comes from the scenes' own labels: class, log depth and outlines at 2 x 2 places of each patch,
through one linear layer that is thrown away. Needs torch, timm, h5py, Pillow and safetensors.
"""

import argparse
import hashlib
import json
import math
import time
from pathlib import Path

import h5py
import numpy as np
import timm
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import save_file

SIDE = 224
PATCH = 8
PARTS = 2  # of a patch, down and across
LABEL_SIDE = SIDE // PATCH * PARTS
CLASSES = 21  # VOC 2012's, of which the scenes have eleven
UNLABELLED = 255  # VOC's border around objects
MEAN = (0.5, 0.5, 0.5)
STD = (0.5, 0.5, 0.5)


def backbone() -> torch.nn.Module:
    """[B, 3, 224, 224] -> patch tokens after the final norm, [B, 784, 128]."""
    return timm.create_model(
        "vit_tiny_patch16_224",
        patch_size=PATCH,
        embed_dim=128,
        depth=4,
        num_heads=4,
        class_token=False,
        global_pool="",
        num_classes=0,
    )


def read_scenes(folder: Path) -> dict[str, np.ndarray]:
    """Images as both tasks of the demonstration show them [2, N, 224, 224, 3]; labels and depths [N, 56, 56]."""
    voc = folder / "voc" / "VOCdevkit" / "VOC2012"
    names = sorted(path.stem for path in (voc / "JPEGImages").iterdir())
    count = len(names)
    images = np.empty((2, count, SIDE, SIDE, 3), np.uint8)
    labels = np.empty((count, LABEL_SIDE, LABEL_SIDE), np.uint8)
    depths = np.empty((count, LABEL_SIDE, LABEL_SIDE), np.float32)
    label_size = (LABEL_SIDE, LABEL_SIDE)
    with h5py.File(folder / "nyu" / "nyu_depth_v2_labeled.mat") as nyu:
        for place, name in enumerate(names):
            jpeg = Image.open(voc / "JPEGImages" / f"{name}.jpg")
            images[0, place] = jpeg.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
            classes = Image.open(voc / "SegmentationClass" / f"{name}.png")
            labels[place] = classes.resize(label_size, Image.Resampling.NEAREST)
            # MATLAB's column-major order: [3, width, height].
            frame = Image.fromarray(np.ascontiguousarray(nyu["images"][place].transpose(2, 1, 0)))
            shown = frame.resize((288, 216), Image.Resampling.BILINEAR)
            images[1, place] = shown.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
            depth = Image.fromarray(np.ascontiguousarray(nyu["depths"][place].T))
            depths[place] = depth.resize(label_size, Image.Resampling.NEAREST)
    return {"images": images, "labels": labels, "depths": depths}


class Batches:
    """Random views: either task's image, flipped half of the time, of other brightness and contrast."""

    def __init__(self, scenes: dict[str, np.ndarray], numbers: np.ndarray, seed: int):
        self.scenes, self.numbers = scenes, numbers
        self.random = np.random.default_rng(seed)

    def next(self, size: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        chosen = self.random.choice(self.numbers, size, replace=False)
        kinds = self.random.integers(0, 2, size)
        pixels, labels, depths = take(self.scenes, chosen, kinds)
        gain = torch.from_numpy(self.random.uniform(0.8, 1.2, (size, 1, 1, 1)).astype(np.float32))
        shift = torch.from_numpy(self.random.uniform(-0.1, 0.1, (size, 3, 1, 1)).astype(np.float32))
        pixels = pixels * gain + shift
        flipped = torch.from_numpy(self.random.random(size) < 0.5)
        for values in (pixels, labels, depths):
            values[flipped] = values[flipped].flip(-1)
        return pixels, labels, depths


def take(scenes, chosen, kinds) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    images = torch.from_numpy(scenes["images"][kinds, chosen]).permute(0, 3, 1, 2).float() / 255
    pixels = (images - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)
    labels = torch.from_numpy(scenes["labels"][chosen].astype(np.int64))
    return pixels, labels, torch.from_numpy(scenes["depths"][chosen])


def class_weights(labels: np.ndarray) -> torch.Tensor:
    """Rare classes weigh more, by the root of how rare; mean 1 over pixels."""
    counts = np.bincount(labels[labels != UNLABELLED], minlength=CLASSES).astype(np.float64)
    weights = np.where(counts > 0, 1 / np.sqrt(np.maximum(counts, 1)), 0)
    return torch.tensor(weights * counts.sum() / (weights * counts).sum(), dtype=torch.float32)


def dense(tokens: torch.Tensor) -> torch.Tensor:
    """[B, 784, 4 n] -> [B, n, 56, 56]."""
    grid = SIDE // PATCH
    maps = tokens.float().transpose(1, 2).reshape(len(tokens), -1, grid, grid)
    return F.pixel_shuffle(maps, PARTS)


def losses(maps, labels, depths, weights) -> dict[str, torch.Tensor]:
    logits, depth, outline = maps.split([CLASSES, 1, 1], dim=1)
    return {
        "class": F.cross_entropy(logits, labels, weights, ignore_index=UNLABELLED),
        "depth": (depth[:, 0] - depths.log()).abs().mean(),
        "outline": F.binary_cross_entropy_with_logits(outline[:, 0], (labels == UNLABELLED).float()),
    }


@torch.no_grad()
def judge(network, head, scenes, numbers) -> str:
    """mIoU over the classes that occur, percent, and RMSE of depth, metres, of the linear layer on held-out scenes."""
    confusion = torch.zeros(CLASSES, CLASSES, dtype=torch.int64)
    squares = []
    for start in range(0, len(numbers), 16):
        chosen = numbers[start : start + 16]
        pixels, labels, depths = take(scenes, chosen, np.zeros(len(chosen), np.int64))
        maps = dense(head(network(pixels)))
        known = labels != UNLABELLED
        pairs = labels[known] * CLASSES + maps[:, :CLASSES].argmax(1)[known]
        confusion += torch.bincount(pairs, minlength=CLASSES**2).view(CLASSES, CLASSES)
        squares.append((maps[:, CLASSES].exp() - depths).square().mean())
    hit = confusion.diag().float()
    union = (confusion.sum(0) + confusion.sum(1)).float() - hit
    iou = (hit / union)[confusion.sum(1) > 0].mean()
    return f"mIoU {100 * iou:.1f}  RMSE {torch.stack(squares).mean().sqrt():.3f} m"


def rate(step: int, steps: int) -> float:
    """Share of the learning rate: up over the first 50 steps, then down to nothing along a cosine."""
    return min(1, (step + 1) / 50) * 0.5 * (1 + math.cos(math.pi * min(1, step / steps)))


def train(args, scenes) -> torch.nn.Module:
    torch.manual_seed(args.seed)
    network = backbone()
    head = torch.nn.Linear(128, (CLASSES + 2) * PARTS**2)
    count = len(scenes["labels"])
    held_out, numbers = np.arange(64), np.arange(64, count)
    batches = Batches(scenes, numbers, args.seed)
    weights = class_weights(scenes["labels"][numbers])
    everything = [*network.parameters(), *head.parameters()]
    matrices = [p for name, p in network.named_parameters() if name.startswith("blocks.") and p.ndim == 2]
    others = [p for p in everything if not any(p is matrix for matrix in matrices)]
    muon = torch.optim.Muon(matrices, args.learning_rate, weight_decay=0.05, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(others, args.learning_rate, betas=(0.9, 0.98), weight_decay=0)
    optimisers = (muon, adam)
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rate(step, args.steps)) for optimiser in optimisers
    ]
    started, seen = time.time(), {}
    for step in range(1, args.steps + 1):
        pixels, labels, depths = batches.next(args.batch)
        with torch.autocast("cpu", torch.bfloat16):
            tokens = head(network(pixels))
        parts = losses(dense(tokens), labels, depths, weights)
        network.zero_grad(), head.zero_grad()
        sum(parts.values()).backward()
        torch.nn.utils.clip_grad_norm_(everything, 1.0)
        for stepped in (*optimisers, *schedules):
            stepped.step()
        seen = {key: 0.95 * seen.get(key, part.item()) + 0.05 * part.item() for key, part in parts.items()}
        if step % 100 == 0 or step == args.steps:
            shown = "  ".join(f"{key} {value:.3f}" for key, value in seen.items())
            print(f"step {step}/{args.steps}  {shown}  {judge(network, head, scenes, held_out)}  {time.time() - started:.0f} s", flush=True)
    return network


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", type=Path, help="folder made by `evaluator data scenes`")
    parser.add_argument("out", type=Path, help="safetensors file to write")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    network = train(args, read_scenes(args.scenes))
    state = {key: value.half().contiguous() for key, value in network.state_dict().items()}
    save_file(state, args.out, {"format": "pt"})
    digest = hashlib.sha256(args.out.read_bytes()).hexdigest()
    parameters = sum(value.numel() for value in state.values())
    print(json.dumps({"parameters": parameters, "bytes": args.out.stat().st_size, "sha256": digest}))


if __name__ == "__main__":
    main()
