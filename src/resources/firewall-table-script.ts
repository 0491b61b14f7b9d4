/**
 * Compares the live table with the wanted one, both as nft itself lists them: the wanted rules are loaded into a network namespace of their own,
 * which nothing else uses and which is gone with the command. Arguments: table name, wanted rules, text that only a table loaded from them holds.
 * Prints `METHOD absent`, `METHOD same` or `METHOD different DIGEST`, where METHOD is `exact`, or `marker` on hosts that make no namespaces: there
 * only the text within the live table is compared.
 */
export const COMPARE_TABLE = `table=$1 rules=$2 mark=$3
method=marker
if unshare -n true 2>/dev/null; then method=exact; fi
live=$(nft -s list table inet "$table" 2>/dev/null)
if [ -z "$live" ]; then
  echo "$method absent"
  exit 0
fi
wanted=
if [ "$method" = exact ]; then
  # shellcheck disable=SC2016 # the inner shell is to see its own $1
  wanted=$(printf '%s\\n' "$rules" | unshare -n sh -c 'nft -f - && exec nft -s list table inet "$1"' sh "$table" 2>/dev/null)
else
  case $live in *"$mark"*) wanted=$live ;; esac
fi
if [ "$live" = "$wanted" ]; then
  echo "$method same"
else
  digest=$(printf '%s\\n' "$live" | sha256sum)
  echo "$method different \${digest%% *}"
fi`;
