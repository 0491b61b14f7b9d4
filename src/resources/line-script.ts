/**
 * Edits one line of a file on the host: PATH set|remove REGEX, the line on standard input. The same rules as in line.ts: the first line that is meant is
 * replaced, the others that match the expression go; without one, the line is added at the end. The line may be a secret: awk reads it, and it stands in no
 * environment, which every process of the account could read.
 */
export const LINE_SCRIPT = `set -eu
path=$1
VERB=$2 REGEX=$3
export VERB REGEX
if [ -L "$path" ]; then echo "$path is a symbolic link" >&2; exit 1; fi
if [ ! -f "$path" ]; then echo "$path is not there" >&2; exit 1; fi
new=\${path%/*}/.\${path##*/}.runbook-new
trap 'rm -f -- "$new"' EXIT
rm -f -- "$new"
cp -p -- "$path" "$new"
awk 'BEGIN { regex = ENVIRON["REGEX"]; remove = ENVIRON["VERB"] == "remove" }
  NR == 1 { line = $0; next }
  ($0 "") == (line "") && (line != "" || !remove || regex == "") || regex != "" && $0 ~ regex { if (!remove && (!done || regex == "")) print line; done = 1; next }
  { print }
  END { if (!remove && !done) print line }' - "$path" >"$new"
mv -f -- "$new" "$path"
trap - EXIT
`;
