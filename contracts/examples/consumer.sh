#!/bin/sh
# Prints each alert as one line of JSON, with nothing but redis-cli (or valkey-cli: CLI=valkey-cli).
#
#   sh consumer.sh                                  the server at localhost:6379
#   sh consumer.sh -u redis://bus.internal:6379     any connection option of redis-cli
#
# Its own group, from the first alert on; an alert is acknowledged after it was printed, so a crash repeats at most one.
set -eu
: "${CLI:=redis-cli}" "${GROUP:=crm-shell}"
[ -n "${NEWSBELL_PREFIX:-}" ] || NEWSBELL_PREFIX='{newsbell}'
stream="$NEWSBELL_PREFIX:alerts"

connection="$*"
bus() {
    # shellcheck disable=SC2086 # the options are several words
    "$CLI" $connection --raw -e "$@"
}

bus XGROUP CREATE "$stream" "$GROUP" 0 MKSTREAM >/dev/null 2>&1 || bus XINFO GROUPS "$stream" >/dev/null

start=0 # first what a crash left behind, then '>': what is new
while :; do
    # Raw answer, one part a line: stream, entry id, field, document. A document is one line.
    answer=$(bus XREADGROUP GROUP "$GROUP" shell-1 COUNT 1 BLOCK 2000 STREAMS "$stream" "$start")
    id=$(printf '%s\n' "$answer" | sed -n 2p)
    if [ -z "$id" ]; then
        start='>'
        continue
    fi
    printf '%s\n' "$answer" | sed -n '4{/./p;}' # empty: trimmed away while it waited
    bus XACK "$stream" "$GROUP" "$id" >/dev/null
done
