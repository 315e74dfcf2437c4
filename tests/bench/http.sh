#!/usr/bin/env bash
# How many requests a second the site answers on one core, and how long each waits: a table in
# Markdown. The server is pinned to core 0 over the sample conferences in a folder of its own, `wrk`
# (a Debian package) to core 1.
#
#   tests/bench/http.sh BINARY      all rows; the medians of three runs of five seconds
#
# RUNS and SECONDS_EACH change that, ONLY takes the rows whose names match it, KEPT_MB=0 has every
# page made anew, and DATA_DIR names a data directory that is copied instead of one made for this.
#
# "Half load" is half of what the same row reached at full load, spread over many connections that
# pause at random between requests, so that requests come in as from many visitors. Answers with a
# status of 400 or above, and requests without an answer, are in the last column, those of all runs.
set -euo pipefail
# Decimals with a point, whoever calls.
export LC_ALL=C

readonly SERVER_CORE=0 WRK_CORE=1
# At full load: enough to keep the server busy, fewer than the searches that may wait.
readonly FULL_CONNECTIONS=16
# At half load: each pauses long, so that arrivals are nearly those of independent visitors.
readonly HALF_CONNECTIONS=64

binary=${1:-}
runs=${RUNS:-3}
seconds=${SECONDS_EACH:-5}
only=${ONLY:-.}

fail() {
    echo "http.sh: $1" >&2
    exit 2
}

[[ -n $binary && -x $binary ]] || fail "say which program to measure: tests/bench/http.sh target/release/hallway"
command -v wrk >/dev/null || fail "wrk is not installed (apt-get install wrk)"
command -v taskset >/dev/null || fail "taskset is not installed (apt-get install util-linux)"
command -v curl >/dev/null || fail "curl is not installed (apt-get install curl)"
[[ $(nproc) -ge 2 ]] || fail "two cores are needed: one for the server, one for wrk"
binary=$(realpath "$binary")

work=$(mktemp -d)
server=
clean_up() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

data=$work/data
if [[ -n ${DATA_DIR:-} ]]; then
    cp -r "$DATA_DIR" "$data"
fi
# Fills the folder with both cores; what is measured is the serving alone.
"$binary" --data-dir "$data" search "running models in the browser" -n 1 --json \
    >"$work/hit.json" 2>"$work/log" || fail "the program cannot search: $(tail -n 3 "$work/log")"

# Only where it is asked for, so that a program without this switch can be measured too.
[[ -z ${KEPT_MB:-} ]] || export HALLWAY_SERVER_KEPT_ANSWERS_MB=$KEPT_MB
: >"$work/out"
taskset -c $SERVER_CORE "$binary" --data-dir "$data" serve --bind 127.0.0.1:0 \
    >"$work/out" 2>>"$work/log" &
server=$!
for _ in $(seq 300); do
    base=$(grep -o 'http://[0-9.:]*' "$work/out" | head -n 1 || true)
    [[ -z $base ]] || break
    kill -0 "$server" 2>/dev/null || fail "the server stopped: $(tail -n 3 "$work/log")"
    sleep 0.1
done
[[ -n ${base:-} ]] || fail "the server does not say where it listens"
until curl -sf -o "$work/health" "$base/healthz"; do sleep 0.1; done

field() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$2" | head -n 1
}
grep -o '"hits":\[{[^}]*' "$work/hit.json" >"$work/first.json"
curl -sf "$base/api/v1/talks/$(field event "$work/first.json")/$(field id "$work/first.json")" \
    >"$work/talk.json" || fail "the talk that was found has no record"
talk=$(field page "$work/talk.json")
# Small sites have one file, larger ones name its parts.
curl -s "$base/sitemap.xml" >"$work/sitemap"
for part in $(grep -o '/sitemap/[^<]*' "$work/sitemap" || true); do
    curl -s "$base$part" >>"$work/sitemap"
done
grep -o '/e/[^/<]*/t/[^<]*' "$work/sitemap" >"$work/talks" || fail "the sitemap names no talks"

as_browser=(-s -o "$work/page" -H 'Accept: text/html,*/*;q=0.8' -H 'Accept-Language: en')
tag=$(curl "${as_browser[@]}" -D - "$base$talk" | tr -d '\r' | sed -n 's/^etag: //Ip')
held=$(curl "${as_browser[@]}" -w '%{http_code}' -H "If-None-Match: $tag" "$base$talk")
[[ $held == 304 ]] || fail "a page that the visitor holds is answered with $held instead of 304"

# One script for all rows; what a row asks for comes by variables. The pause of a connection is
# exponentially distributed, which makes the arrivals of all of them together nearly Poisson.
cat >"$work/visit.lua" <<'LUA'
local sort, pause_ms = os.getenv("SORT"), tonumber(os.getenv("PAUSE_MS") or "0")
wrk.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
wrk.headers["Accept-Language"] = "en"
if os.getenv("GZIP") == "1" then wrk.headers["Accept-Encoding"] = "gzip, deflate, br" end
if os.getenv("TAG") then wrk.headers["If-None-Match"] = os.getenv("TAG") end

local verbs = { "running", "training", "measuring", "scaling", "securing", "sharing", "teaching",
  "debugging", "shrinking", "serving", "auditing", "designing", "testing", "porting", "funding",
  "governing", "searching", "reading", "writing", "choosing", "moving" }
local things = { "models", "agents", "vectors", "data", "licences", "clusters", "pipelines",
  "browsers", "speech", "images", "code", "documents", "graphs", "networks", "robots", "sensors",
  "tokens", "kernels", "prompts", "benchmarks", "databases", "answers", "communities" }
local places = { "in the browser", "at the edge", "on phones", "in hospitals", "for schools",
  "in the cloud", "without a GPU", "at home", "in production", "with little memory", "in public",
  "for beginners", "across borders", "under load", "in the open", "over the radio", "on a laptop" }
local ways = { "fast", "safely", "together", "offline", "step by step", "cheaply", "at scale",
  "privately", "by hand", "well", "today" }
local talks, number = {}, tonumber(os.getenv("START") or "0")
if sort == "talks" then
  for line in io.lines(os.getenv("TALKS")) do talks[#talks + 1] = line end
end

-- The lengths of the lists have no common factor: 90,321 queries before one comes again.
local function query(n)
  local function of(list) return list[n % #list + 1] end
  local text = of(verbs) .. " " .. of(things) .. " " .. of(places) .. " " .. of(ways)
  return "/search?q=" .. text:gsub(" ", "+")
end

function request()
  number = number + 1
  if sort == "queries" then return wrk.format(nil, query(number)) end
  if sort == "talks" then return wrk.format(nil, talks[number % #talks + 1]) end
  return wrk.format()
end

if pause_ms > 0 then
  function delay() return math.floor(-pause_ms * math.log(1 - math.random()) + 0.5) end
end

-- wrk counts every status of 400 and above as an error.
function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout + summary.errors.status
  io.write(string.format("RESULT %.1f %.3f %.3f %d %d %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, failed, summary.bytes / math.max(summary.requests, 1),
    summary.requests))
end
LUA
echo 0 >"$work/asked"

# address, connections, pause in ms -> requests/s, p50 ms, p99 ms, errors, bytes of each, requests
measure() {
    local address=$1 connections=$2 pause_ms=$3 asked
    # Distinct queries go on where the last run stopped, past those that were under way.
    asked=$(cat "$work/asked")
    PAUSE_MS=$pause_ms START=$asked TALKS=$work/talks taskset -c $WRK_CORE \
        wrk -t1 -c"$connections" -d"${seconds}s" --timeout 10s -s "$work/visit.lua" \
        "$base$address" | sed -n 's/^RESULT //p' | tee "$work/result" | tee -a "$work/results"
    echo $((asked + connections + $(cut -d' ' -f6 "$work/result"))) >"$work/asked"
}

# The run with the median of a column of several.
median() {
    local column=$1 count
    sort -n -k"$column" >"$work/sorted"
    count=$(wc -l <"$work/sorted")
    sed -n "$(((count + 1) / 2))p" "$work/sorted"
}

row() {
    local name=$1 encoding=$2 address=$3 full half reached pause errors
    [[ "$name $encoding" =~ $only ]] || return 0
    # Once to wake everything up; pages that are kept are kept after this.
    seconds=1 measure "$address" $FULL_CONNECTIONS 0 >/dev/null
    : >"$work/results"
    full=$(for _ in $(seq "$runs"); do measure "$address" $FULL_CONNECTIONS 0; done | median 1)
    read -r reached full50 full99 _ bytes _ <<<"$full"
    pause=$(awk -v r="$reached" -v c=$HALF_CONNECTIONS 'BEGIN { print c / (r / 2) * 1000 }')
    half=$(for _ in $(seq "$runs"); do measure "$address" $HALF_CONNECTIONS "$pause"; done | median 3)
    read -r half_reached half50 half99 _ <<<"$half"
    errors=$(awk '{ sum += $4 } END { print sum + 0 }' "$work/results")
    printf '| %s | %s | %.0f | %.0f | %.2f | %.2f | %.0f | %.2f | %.2f | %d |\n' "$name" "$encoding" \
        "$bytes" "$reached" "$full50" "$full99" "$half_reached" "$half50" "$half99" \
        "$errors"
}

echo "One core of $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1) for the server, another for wrk; medians of $runs runs of $seconds s."
echo
echo "| page | encoding | bytes sent | requests/s | p50 ms | p99 ms | half load: requests/s | p50 ms | p99 ms | errors |"
echo "| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |"
GZIP=1 row "a talk" gzip "$talk"
GZIP=0 row "a talk" none "$talk"
GZIP=1 TAG=$tag row "a talk the visitor holds (304)" gzip "$talk"
SORT=talks GZIP=1 row "all $(wc -l <"$work/talks") talks in turn" gzip "$talk"
GZIP=1 row "a search, again and again" gzip "/search?q=running+models+in+the+browser"
GZIP=0 row "a search, again and again" none "/search?q=running+models+in+the+browser"
SORT=queries GZIP=1 row "searches, each another" gzip "/search?q=x"
SORT=queries GZIP=0 row "searches, each another" none "/search?q=x"
