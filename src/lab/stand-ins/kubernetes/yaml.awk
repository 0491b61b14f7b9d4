# Reads the part of YAML that kubeadm configurations are written in: block and one-line flow maps and lists, quoted and plain
# scalars, comments, documents; a document that starts with a brace is read whole as JSON. No anchors, tags or block scalars.
# Prints `@doc TAB apiVersion TAB kind`, then for each scalar of the document `kind TAB path TAB value`, list items by number.
# A line that YAML does not allow ends it with status 2 and `line N` on standard output.

function emit(path, value) {
  paths[++count] = path
  values[count] = value
  if (path == "kind") kind = value
  if (path == "apiVersion") version = value
}
function trim(text) {
  gsub(/^[ \t]+|[ \t]+$/, "", text)
  return text
}
function unquoted(text,   first) {
  first = substr(text, 1, 1)
  if ((first == "\"" || first == "'") && substr(text, length(text)) == first && length(text) > 1) return substr(text, 2, length(text) - 2)
  return text
}
function bare(line,   i, c, quote) {
  for (i = 1; i <= length(line); i++) {
    c = substr(line, i, 1)
    if (quote != "") { if (c == quote) quote = "" }
    else if (c == "\"" || c == "'") quote = c
    else if (c == "#" && (i == 1 || substr(line, i - 1, 1) ~ /[ \t]/)) return substr(line, 1, i - 1)
  }
  return line
}
function wrong(number) {
  if (!failed) print "line " number
  failed = 1
  exit 2
}
function blank() {
  while (substr(flow_text, at, 1) ~ /[ \t\n]/) at++
}
function scalar(stops,   start, quote, c) {
  blank()
  c = substr(flow_text, at, 1)
  start = at
  if (c == "\"" || c == "'") {
    quote = c
    for (at++; at <= length(flow_text) && substr(flow_text, at, 1) != quote; at++) ;
    at++
    return substr(flow_text, start + 1, at - start - 2)
  }
  while (at <= length(flow_text) && index(stops, substr(flow_text, at, 1)) == 0) at++
  return trim(substr(flow_text, start, at - start))
}
function flow(path,   c, key, number) {
  blank()
  c = substr(flow_text, at, 1)
  if (c != "{" && c != "[") { emit(path, scalar(",]}\n")); return }
  at++
  for (;;) {
    blank()
    if (at > length(flow_text)) wrong(NR)
    if (index("]}", substr(flow_text, at, 1))) { at++; return }
    if (substr(flow_text, at, 1) == ",") { at++; continue }
    if (c == "{") { key = scalar(":"); blank(); at++ } else key = number++
    flow(path == "" ? key : path "." key)
  }
}
function value_of(path, text) {
  if (text ~ /^[\[{]/) { flow_text = text; at = 1; flow(path) }
  else emit(path, unquoted(text))
}
function entry(indent, text, number,   colon, key, rest, path) {
  if (text ~ /^- / || text == "-") {
    while (top && (indents[top] > indent || (indents[top] == indent && item[top]))) top--
    path = places[top] "." (items[places[top]]++ + 0)
    push(indent, path, 1, 0)
    rest = text
    sub(/^-[ \t]*/, "", rest)
    if (rest != "") entry(indent + length(text) - length(rest), rest, number)
    return
  }
  while (top && indents[top] >= indent && !(item[top] && indents[top] < indent)) top--
  if (match(text, /^("[^"]*"|'[^']*'|[^ \t"'{\[][^:]*):([ \t]|$)/) == 0) {
    if (!item[top]) wrong(number)
    value_of(places[top], text)
    return
  }
  if (top && full[top]) wrong(number)
  colon = RLENGTH
  key = substr(text, 1, colon)
  sub(/:[ \t]*$/, "", key)
  rest = trim(substr(text, colon + 1))
  path = (top ? places[top] "." : "") unquoted(key)
  if (rest !~ /^["'{\[]/ && rest ~ /:([ \t]|$)/) wrong(number)
  push(indent, path, 0, rest != "")
  if (rest != "") value_of(path, rest)
}
function push(indent, path, is_item, is_full) {
  top++
  indents[top] = indent
  places[top] = path
  item[top] = is_item
  full[top] = is_full
}
function finish(   i) {
  if (json != "") { flow_text = json; at = 1; flow("") }
  if (count) print "@doc\t" version "\t" kind
  for (i = 1; i <= count; i++) print kind "\t" paths[i] "\t" values[i]
  count = top = 0
  kind = version = json = ""
  split("", items)
}

/^---[ \t]*$/ { finish(); base = NR; next }
json != "" || (!count && !top && /^[ \t]*{/) { json = json $0 "\n"; next }
{
  line = bare($0)
  sub(/[ \t]+$/, "", line)
  if (line == "") next
  match(line, /^ */)
  entry(RLENGTH, substr(line, RLENGTH + 1), NR - base)
}
END { if (!failed) finish() }
