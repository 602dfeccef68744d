#!/usr/bin/env bash
# The test command: installs what is missing, checks the format, builds once, starts one PostgreSQL and one RabbitMQ,
# runs every test project and ends with a line "N passed, N failed, N skipped". Leaves nothing running behind.
#
#   tests/run.sh                 everything
#   tests/run.sh Engine Web      only the projects whose name contains one of the words
set -uo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

work=$(mktemp -d "${TMPDIR:-/tmp}/stage-surveys-run.XXXXXX") || exit 1
services=
passed=0 failed=0 skipped=0

say() { printf '\n== %s\n' "$*"; }
fail() { failed=$((failed + 1)); printf 'FAILED: %s\n' "$*"; }

finish() {
  if [ -n "$services" ]; then
    kill -TERM "$services" 2>/dev/null
    for _ in $(seq 300); do kill -0 "$services" 2>/dev/null || break; sleep 0.1; done
    kill -KILL -- "-$services" 2>/dev/null
    wait "$services" 2>/dev/null
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

die() { printf '%s\n' "$*"; printf '%d passed, %d failed, %d skipped\n' "$passed" "$((failed + 1))" "$skipped"; exit 1; }

install_missing() {
  local missing=()
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
  [ -x /usr/sbin/smtp-sink ] || missing+=(postfix)
  command -v chromium >/dev/null || missing+=(chromium)
  [ -n "$(find /usr/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ] || missing+=(fonts-dejavu-core)
  [ ${#missing[@]} -gt 0 ] || return 0

  local root=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || die "Missing on this machine: ${missing[*]}. Install them (apt-get install ${missing[*]}) or run this as root."
    root=(sudo -n)
  fi
  command -v apt-get >/dev/null || die "Missing on this machine: ${missing[*]}. They are the names of Debian packages; install their like."
  say "Installing ${missing[*]}"
  # The tests start the programs themselves; the packages must not start services of their own.
  local hold=/usr/sbin/policy-rc.d held=
  if [ ! -e "$hold" ]; then
    held=1
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$hold" >/dev/null
    "${root[@]}" chmod 755 "$hold"
  fi
  echo 'postfix postfix/main_mailer_type select No configuration' | "${root[@]}" debconf-set-selections
  { "${root[@]}" apt-get update -q &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$work/apt.log" 2>&1
  local code=$?
  [ -z "$held" ] || "${root[@]}" rm -f "$hold"
  [ $code = 0 ] || { tail -n 20 "$work/apt.log"; die "The packages ${missing[*]} could not be installed."; }
}

start_services() {
  # A process group of its own, so that nothing of it can be left over.
  set -m
  dotnet tests/StageSurveys.Testing/bin/Release/net10.0/StageSurveys.Testing.dll services >"$work/services" 2>"$work/services.errors" &
  services=$!
  set +m
  for _ in $(seq 1800); do
    grep -qx ready "$work/services" && break
    kill -0 "$services" 2>/dev/null || break
    sleep 0.1
  done
  if ! grep -qx ready "$work/services"; then
    cat "$work/services.errors"
    die "PostgreSQL and RabbitMQ for the tests did not start."
  fi
  while IFS='=' read -r name value; do
    case "$name" in STAGESURVEYS_*) export "$name=$value" ;; esac
  done <"$work/services"
}

run_project() {
  local name=$1 results="$work/$1.trx" counters code
  say "$name"
  timeout -k 30 1800 dotnet test "tests/$name" -c Release --no-build --nologo -nodeReuse:false \
    --logger "trx;LogFileName=$results" --logger "console;verbosity=minimal" --results-directory "$work/results"
  code=$?
  counters=$(grep -o '<Counters [^>]*' "$results" 2>/dev/null | head -n 1)
  count() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
  local total executed good
  total=$(count total) executed=$(count executed) good=$(count passed)
  if [ "${executed:-0}" = 0 ]; then
    fail "$name ran no test"
    return
  fi
  passed=$((passed + good))
  failed=$((failed + executed - good))
  skipped=$((skipped + total - executed))
  # A test host that dies takes the tests it had not reported yet with it.
  [ $code = 0 ] || [ "$executed" != "$good" ] || fail "$name: the test run ended with code $code"
}

for tool in dotnet node npm; do
  command -v $tool >/dev/null || die "$tool is missing: the tests need the .NET 10 SDK and Node 20."
done
install_missing

# Servers of the compiler and of MSBuild would stay behind; what the tests build themselves inherits this.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# Everything temporary goes with the folder of this run. The services of a root run belong to other users, who must pass.
mkdir "$work/tmp" && chmod 711 "$work" "$work/tmp"
export TMPDIR="$work/tmp"

say "Build"
dotnet build StageSurveys.sln -c Release -v q --nologo -nodeReuse:false || die "The solution does not build."

say "Format"
dotnet format StageSurveys.sln --verify-no-changes --no-restore || fail "dotnet format --verify-no-changes"

say "Browser files"
npm run --silent --if-present test --prefix wwwroot-assets || fail "npm test in wwwroot-assets"

say "Services"
start_services
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -gt 0 ]; then
    wanted=
    for word in "$@"; do case "$name" in *"$word"*) wanted=1 ;; esac; done
    [ -n "$wanted" ] || continue
  fi
  run_project "$name"
done

finish
trap - EXIT
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
