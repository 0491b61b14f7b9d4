/**
 * Edits one line of a file on the host: PATH set|remove REGEX, the line on standard input. The same rules as in line.ts: the first line that is meant is
 * replaced, the others that match the expression go; without one, the line is added at the end.
 */
export const LINE_SCRIPT = `set -eu
path=$1
IFS= read -r LINE
VERB=$2 REGEX=$3
export LINE VERB REGEX
if [ -L "$path" ]; then echo "$path is a symbolic link" >&2; exit 1; fi
if [ ! -f "$path" ]; then echo "$path is not there" >&2; exit 1; fi
new=\${path%/*}/.\${path##*/}.runbook-new
trap 'rm -f -- "$new"' EXIT
rm -f -- "$new"
cp -p -- "$path" "$new"
awk 'BEGIN { line = ENVIRON["LINE"]; regex = ENVIRON["REGEX"]; remove = ENVIRON["VERB"] == "remove" }
  ($0 "") == (line "") && (line != "" || !remove || regex == "") || regex != "" && $0 ~ regex { if (!remove && (!done || regex == "")) print line; done = 1; next }
  { print }
  END { if (!remove && !done) print line }' "$path" >"$new"
mv -f -- "$new" "$path"
trap - EXIT
`;
