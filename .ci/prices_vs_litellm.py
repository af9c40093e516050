"""Prices the same calls by ours and by LiteLLM; see `prices_vs_litellm`, which runs it.

Two of our books are compared: `bundled`, the one that is compiled in, and `file`, LiteLLM's own data read by
`PriceBook::from_file`. The second must agree but for what our reader leaves out on purpose.
"""

import json
import pathlib
import subprocess
import sys

import litellm
from litellm.types.utils import (
    CacheCreationTokenDetails,
    CompletionTokensDetailsWrapper,
    PromptTokensDetailsWrapper,
    Usage,
)

PROVIDERS = ("anthropic", "deepseek", "gemini", "mistral", "openai", "xai")
MODES = ("chat", "responses", "embedding", "realtime")
TOLERANCE = 1e-9

# Tokens of each kind, apart from each other.
SHAPES = {
    "plain": {"input": 10_000, "output": 1_000},
    "cached": {"input": 10_000, "cached_input": 90_000, "output": 1_000},
    "cache write": {
        "input": 10_000,
        "cached_input": 20_000,
        "cache_write": 30_000,
        "cache_write_one_hour": 10_000,
        "output": 1_000,
    },
    "above 272k": {"input": 100_000, "cached_input": 250_000, "output": 1_000},
    "audio": {"input": 10_000, "input_audio": 4_000, "output": 1_000, "output_audio": 300},
    "reasoning": {"input": 10_000, "output": 3_000, "reasoning": 2_000},
    "flex": {"input": 10_000, "cached_input": 20_000, "output": 1_000, "served": "flex"},
    "priority": {"input": 10_000, "cached_input": 20_000, "output": 1_000, "served": "priority"},
}


def shared_models():
    """LiteLLM's providers and models, each once."""
    models = set()
    for name, about in litellm.model_cost.items():
        provider = about.get("litellm_provider")
        if provider in PROVIDERS and about.get("mode") in MODES:
            models.add((provider, name.removeprefix(provider + "/")))
    return sorted(models)


def is_meant(provider, about, shape):
    """Whether the shape is one that the model can have."""
    if shape == "cache write":
        return provider == "anthropic"
    if shape == "audio":
        return bool(about.get("supports_audio_input") or about.get("supports_audio_output"))
    if shape == "reasoning":
        return bool(about.get("supports_reasoning"))
    if shape == "above 272k":
        return (about.get("max_input_tokens") or 0) > 350_000
    if shape in ("flex", "priority"):
        return any(key.endswith("_" + shape) for key in about)
    return True


def by_litellm(provider, model, call):
    get = lambda name: call.get(name, 0)
    inclusive = get("input") + get("cached_input") + get("cache_write")
    usage = {
        "prompt_tokens": inclusive,
        "completion_tokens": get("output"),
        "total_tokens": inclusive + get("output"),
        "prompt_tokens_details": PromptTokensDetailsWrapper(
            cached_tokens=get("cached_input"),
            cache_creation_tokens=get("cache_write"),
            audio_tokens=get("input_audio"),
            cache_creation_token_details=CacheCreationTokenDetails(
                ephemeral_5m_input_tokens=get("cache_write") - get("cache_write_one_hour"),
                ephemeral_1h_input_tokens=get("cache_write_one_hour"),
            )
            if get("cache_write")
            else None,
        ),
        "completion_tokens_details": CompletionTokensDetailsWrapper(
            audio_tokens=get("output_audio"),
            reasoning_tokens=get("reasoning"),
            text_tokens=get("output") - get("output_audio") - get("reasoning"),
        ),
    }
    if get("cached_input"):
        usage["cache_read_input_tokens"] = get("cached_input")
    if get("cache_write"):
        usage["cache_creation_input_tokens"] = get("cache_write")
    prompt, completion = litellm.cost_per_token(
        model=model, custom_llm_provider=provider, usage_object=Usage(**usage), service_tier=call.get("served")
    )
    return prompt + completion


def by_ours(binary, calls, book):
    asked = json.dumps([{"model": f"{provider}/{model}", **SHAPES[shape]} for provider, model, shape in calls])
    path = pathlib.Path(litellm.__file__).with_name("model_prices_and_context_window_backup.json")
    arguments = [binary, str(path)] if book == "file" else [binary]
    return json.loads(subprocess.run(arguments, input=asked, text=True, capture_output=True, check=True).stdout)


def read_list(path):
    """The reviewed disagreements: book, model, shape, reason; separated by tabs."""
    reviewed = set()
    for number, line in enumerate(pathlib.Path(path).read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 4 or not fields[3].strip():
            sys.exit(f"{path}:{number}: expected book, model, shape, reason")
        reviewed.add(tuple(fields[:3]))
    return reviewed


def main():
    binary, list_path, *options = sys.argv[1:]
    calls = [
        (provider, model, shape)
        for provider, model in shared_models()
        for shape in SHAPES
        if is_meant(provider, litellm.model_cost.get(f"{provider}/{model}") or litellm.model_cost[model], shape)
    ]
    theirs = [by_litellm(*call[:2], SHAPES[call[2]]) for call in calls]
    found = {}
    for book in ("bundled", "file"):
        compared = 0
        for (provider, model, shape), their, our in zip(calls, theirs, by_ours(binary, calls, book)):
            if our is None:
                continue  # not shared
            compared += 1
            if abs(our - their) > TOLERANCE:
                found[book, f"{provider}/{model}", shape] = (our, their)
        print(f"{book}: {compared} calls compared, {sum(key[0] == book for key in found)} differ", file=sys.stderr)
        if compared < len(calls) // 2:
            sys.exit(f"{book}: only {compared} of {len(calls)} calls have a price")
    if "--list" in options:
        for key, (our, their) in sorted(found.items()):
            print("\t".join((*key, f"ours {our:.9g}, theirs {their:.9g}")))
        return
    reviewed = read_list(list_path)
    new = [(key, *found[key]) for key in sorted(found) if key not in reviewed]
    gone = sorted(reviewed - found.keys())
    for key, our, their in new:
        print(f"new: {', '.join(key)}: ours {our:.9g}, LiteLLM {their:.9g}")
    for key in gone:
        print(f"gone: {', '.join(key)}: they agree now, take it off the list")
    if new or gone:
        sys.exit(f"{len(new)} new, {len(gone)} gone: review {list_path}")


main()
