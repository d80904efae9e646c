"""Times the forward pass of the backbones that manifests describe, as timm builds them with random weights, in PyTorch.

  python3 time_backbones.py --models dino,sam2 [--batches 1] [--threads 2] [--device cpu] [--steps 1000] [--seconds 5]

The peer of backbones.ts: one JSON line a model and batch, of one process, so that the last line's peak memory is its own
where one was asked for. Needs PyTorch and timm; downloads nothing. float32 without TF32 on every device.
"""
import argparse, json, resource, statistics, time

import torch

# timm's model of each manifest, arguments other than its own, and the image's side where the model takes any.
MODELS = {
    "vit-b-16-224": ("vit_base_patch16_224", {}),
    "dinov2-b-518": ("vit_base_patch14_reg4_dinov2", {}),
    "imagenet": ("vit_base_patch16_224", {}),
    "mae": ("vit_base_patch16_224", {}),
    "mocov3": ("vit_base_patch16_224", {}),
    "dino": ("vit_base_patch8_224", {}),
    "dinov2-b": ("vit_base_patch14_reg4_dinov2", {}),
    "dinov2-l": ("vit_large_patch14_reg4_dinov2", {}),
    "dinov2-b-noreg": ("vit_base_patch14_dinov2", {}),
    "mae-l": ("vit_large_patch16_224", {}),
    "dinov3-s-plus": ("vit_small_plus_patch16_dinov3", {}),
    "dinov3-b": ("vit_base_patch16_dinov3", {}),
    "dinov3-l": ("vit_large_patch16_dinov3", {}),
    "dinov3-convnext-b": ("convnext_base", {}, 224),
    "eupe-b": ("vit_base_patch16_dinov3_qkvb", {}),
    "eva02-b": ("eva02_base_patch14_224", {}),
    "pe-spatial-b": ("vit_pe_spatial_base_patch16_512", {}),
    "internvit-300m": ("vit_intern300m_patch14_448", {}),
    "hiera-b-plus": ("hiera_base_plus_224", {}),
    "clip-b": ("vit_base_patch16_clip_224", {}),
    "clip-b-quickgelu": ("vit_base_patch16_clip_quickgelu_224", {}),
    "clip-l": ("vit_large_patch14_clip_336", {}),
    "clip-l-quickgelu": ("vit_large_patch14_clip_quickgelu_336", {}),
    "metaclip": ("vit_base_patch16_clip_224", {}),
    "metaclip-quickgelu": ("vit_base_patch16_clip_quickgelu_224", {}),
    "metaclip2-h": ("vit_huge_patch14_clip_quickgelu_224", {}),
    "siglip-224": ("vit_base_patch16_siglip_224", {}),
    "siglip-384": ("vit_base_patch16_siglip_384", {}),
    "siglip-512": ("vit_base_patch16_siglip_512", {}),
    "siglip2-b-512": ("vit_base_patch16_siglip_512", {}),
    "siglip2-l-512": ("vit_large_patch16_siglip_512", {}),
    "siglip2-so-512": ("vit_so400m_patch16_siglip_512", {}),
    "tipsv2-b": ("vit_base_patch14_reg1_tipsv2", {}),
    "siglip-so": ("vit_so400m_patch14_siglip_384", dict(img_size=512)),
    "aimv2": ("aimv2_large_patch14_336", {}),
    "vitamin": ("vitamin_large2_384", {}),
    "vitamin-stored-norm": ("vitamin_large2_384", {}),
    # The trunk alone; the manifest's graph has the neck besides.
    "sam2": ("sam2_hiera_base_plus", {}, 1024),
}


def import_timm():
    """timm imports torchvision, which doesn't load beside a PyTorch of another build for want of operators that no model uses."""
    try:
        import torchvision
    except RuntimeError:
        import_timm.operators = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            import_timm.operators.define(name + "(Tensor boxes, Tensor scores, float threshold) -> Tensor")
    import timm
    return timm


def measure(timm, name, batch, options):
    architecture, arguments, *image = MODELS[name]
    torch.manual_seed(0)
    model = timm.create_model(architecture, pretrained=False, num_classes=0, **arguments).eval()
    side = image[0] if image else arguments.get("img_size", model.pretrained_cfg["input_size"][-1])
    images = torch.randn(batch, 3, side, side)
    times, processor_times, warm_ups = [], [], 2
    with torch.inference_mode():
        while len(times) < 3 or (sum(times) < options.seconds and len(times) < options.steps):
            begun, used = time.perf_counter(), time.process_time()
            model.forward_features(images)
            if options.device != "cpu":
                torch.cuda.synchronize()
            spent = time.perf_counter() - begun
            if warm_ups > 0:
                warm_ups = 0 if spent > options.seconds else warm_ups - 1
            else:
                times.append(spent)
                processor_times.append(time.process_time() - used)
    median = statistics.median(times)
    print(json.dumps(dict(
        model=name, engine=f"PyTorch {torch.__version__} {options.device}, timm {timm.__version__} {architecture}", image=side,
        batch=batch, threads=options.threads, median_ms=round(1000 * median, 3), min_ms=round(1000 * min(times), 3),
        processor_ms=round(1000 * statistics.median(processor_times), 3), steps=len(times), images_per_s=round(batch / median, 3),
        peak_rss_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 3))), flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--models", required=True, help="comma-separated; known: " + ", ".join(MODELS))
    p.add_argument("--batches", default="1")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--device", default="cpu")
    p.add_argument("--steps", type=int, default=1000)
    p.add_argument("--seconds", type=float, default=5)
    options = p.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_default_device(options.device)
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False
    timm = import_timm()
    for name in options.models.split(","):
        if name not in MODELS:
            p.error(f"model {name} is unknown; expected one of {', '.join(MODELS)}")
        for batch in options.batches.split(","):
            measure(timm, name, int(batch), options)


if __name__ == "__main__":
    main()
