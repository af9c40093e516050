#!/usr/bin/env bash
# Runs the example agent as a user would, and scrapes it while it works: with the feature, then without.
#
#   .ci/smoke.sh [BINARY_WITH_METRICS BINARY_WITHOUT]      builds both if they are not given
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
agent=
cleanup() {
  [ -z "$agent" ] || kill "$agent" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

say() { printf '   %s\n' "$*"; }
fail() {
  printf '\nsmoke test failed: %s\n' "$*" >&2
  for log in "$work"/*.log; do
    [ -f "$log" ] && printf -- '--- %s\n' "${log##*/}" >&2 && tail -n 60 "$log" >&2
  done
  exit 1
}

# build NAME CARGO_FLAGS…: a copy of the binary, because both modes are built in the same place
build() {
  local name=$1
  shift
  say "builds the agent, $name"
  cargo build --locked --package agent-metrics-examples "$@"
  local built
  built=$(cargo metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
  cp "$built/debug/agent-metrics-examples" "$work/$name"
}

if [ $# -ge 2 ]; then
  cp "$1" "$work/with-metrics"
  cp "$2" "$work/without-metrics"
else
  build with-metrics --features metrics
  build without-metrics
fi

# The agent asks the provider that is built in, and takes nothing over from the shell.
unset OPENAI_API_KEY OPENAI_BASE_URL OPENAI_MODEL
scrape() { curl --silent --fail --noproxy '*' --max-time 5 "$@"; }

# start NAME ARGUMENTS…
start() {
  local name=$1
  shift
  "$work/$name" --memory "$work/memory.sqlite" "$@" >"$work/$name.log" 2>&1 &
  agent=$!
}

# ended NAME: it must have exited with 0
ended() {
  local code=0
  wait "$agent" || code=$?
  agent=
  [ "$code" -eq 0 ] || fail "$1 exited with $code"
}

# sum METRIC [LABEL]: of the samples in $now whose labels contain the text
now="$work/now.txt"
sum() {
  awk -v metric="$1" -v label="${2:-}" '
    { name = $1; sub(/\{.*/, "", name) }
    name == metric && (label == "" || index($0, label)) { total += $NF }
    END { printf "%.12g\n", total }' "$now"
}
same() { awk -v a="$2" -v b="$3" 'BEGIN { exit !(a - b < 1e-9 && b - a < 1e-9) }' || fail "$1: $2 is not $3"; }
above() { awk -v a="$2" -v b="$3" 'BEGIN { exit !(a > b) }' || fail "$1: $2 is not above $3"; }

# The row of the agent's last words: what the provider counted.
counted() { sed -n "s/^ *$1  *[^ ]*  *\\\$\\{0,1\\}\\([^ ]*\\) .*/\\1/p" "$work/with-metrics.log" | tr -d ,; }

printf '== with metrics\n'
start with-metrics --turns 3 --pause 3000 --port 0

url=
for _ in $(seq 300); do
  url=$(sed -n 's/^metrics  \(http.*\)$/\1/p' "$work/with-metrics.log")
  [ -z "$url" ] || break
  kill -0 "$agent" 2>/dev/null || break
  sleep 0.1
done
[ -n "$url" ] || fail 'the agent does not say where it serves its metrics'
say "serves $url"
scrape "${url%/metrics}/health" >/dev/null || fail '/health does not answer'

first=(
  llm_requests_total:counter
  llm_request_duration_seconds:histogram
  llm_tokens_total:counter
  llm_estimated_cost_dollars:counter
  process_errors_total:counter
  tool_calls_total:counter
  tool_call_duration_seconds:histogram
  memory_reads_total:counter
  memory_writes_total:counter
  memory_updates_total:counter
  memory_entry_count:gauge
  active_workers:gauge
  active_branches:gauge
  worker_duration_seconds:histogram
)

# From the very first scrape on, a family says what it is.
scrape "$url" >"$now" || fail 'the first scrape failed'
for family in "${first[@]}"; do
  name=agent_${family%:*}
  grep -q "^# HELP $name ." "$now" || fail "$name has no HELP"
  grep -qx "# TYPE $name ${family#*:}" "$now" || fail "$name has not the TYPE ${family#*:}"
done
say 'HELP and TYPE are there from the start'

# While it works, and in its last pause, when it is idle.
workers=0 branches=0 scrapes=0
while kill -0 "$agent" 2>/dev/null; do
  if scrape "$url" >"$work/next.txt"; then
    mv "$work/next.txt" "$now"
    scrapes=$((scrapes + 1))
    [ "$(sum agent_active_workers)" -le "$workers" ] || workers=$(sum agent_active_workers)
    [ "$(sum agent_active_branches)" -le "$branches" ] || branches=$(sum agent_active_branches)
  fi
  sleep 0.05
done
ended with-metrics
say "$scrapes scrapes saw up to $workers workers and $branches branches at once"
above 'workers seen at work' "$workers" 0
above 'branches seen at work' "$branches" 0

for family in "${first[@]}"; do
  name=agent_${family%:*}
  case $family in
    *:histogram) grep -q "^${name}_count{.*} [0-9]" "$now" || fail "$name has no value" ;;
    *) grep -q "^$name{.*} [0-9]" "$now" || fail "$name has no value" ;;
  esac
done
say 'all 14 have a value'

grep -qx 'The numbers agree.' "$work/with-metrics.log" || fail 'the agent itself says that the numbers do not agree'
same 'LLM calls' "$(sum agent_llm_requests_total)" "$(counted 'LLM calls')"
same 'durations of LLM calls' "$(sum agent_llm_request_duration_seconds_count)" "$(counted 'LLM calls')"
same 'input tokens' "$(sum agent_llm_tokens_total 'direction="input"')" "$(counted 'input tokens')"
same 'cached input tokens' "$(sum agent_llm_tokens_total 'direction="cached_input"')" "$(counted 'cached input tokens')"
same 'output tokens' "$(sum agent_llm_tokens_total 'direction="output"')" "$(counted 'output tokens')"
cost=$(awk -v i="$(counted 'input tokens')" -v c="$(counted 'cached input tokens')" -v o="$(counted 'output tokens')" \
  'BEGIN { printf "%.12g\n", (i * 0.15 + c * 0.075 + o * 0.60) / 1e6 }')
same 'cost' "$(sum agent_llm_estimated_cost_dollars)" "$cost"
above 'cost' "$cost" 0
above 'errors' "$(sum agent_process_errors_total)" 0
same 'durations of tools' "$(sum agent_tool_call_duration_seconds_count)" "$(sum agent_tool_calls_total)"
same 'memories' "$(sum agent_memory_entry_count)" "$(sum agent_memory_writes_total)"
same 'workers when idle' "$(sum agent_active_workers)" 0
same 'branches when idle' "$(sum agent_active_branches)" 0
same 'lost contexts' "$(sum agent_missing_context_total)" 0
say "the numbers add up: $(counted 'LLM calls') calls for \$$cost"

printf '== interrupted\n'
start with-metrics --port 0
for _ in $(seq 300); do
  grep -q '^1 · ' "$work/with-metrics.log" && break
  sleep 0.1
done
kill -INT "$agent"
ended with-metrics
grep -q '^Running now: 0 workers, 0 branches, 0 processes' "$work/with-metrics.log" || fail 'something still runs at the end'
say 'it ends cleanly'

printf '== without metrics\n'
port=${url#http://*:}
port=${port%/metrics}
start without-metrics --turns 1 --pause 1000 --port "$port"
while kill -0 "$agent" 2>/dev/null; do
  if scrape "http://127.0.0.1:$port/metrics" >/dev/null; then
    fail 'something listens, although metrics are off'
  fi
  sleep 0.2
done
ended without-metrics
grep -q '^1 · ' "$work/without-metrics.log" || fail 'the agent did nothing'
grep -q '^Metrics are off' "$work/without-metrics.log" || fail 'the agent does not say that metrics are off'
say 'the agent works, and nothing listens'
