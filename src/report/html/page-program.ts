/** The page's own program: it names the chosen language to the browser, folds, and unfolds everything for the printer. The page works without it. */
export const pageProgram = `(function () {
  var root = document.documentElement;
  var choose = function (language) {
    root.lang = language;
    document.title = root.getAttribute('data-' + language);
  };
  document.querySelectorAll('input[name=lang]').forEach(function (input) {
    if (input.checked) choose(input.value);
    input.addEventListener('change', function () { choose(input.value); });
  });
  var all = function () { return document.querySelectorAll('details'); };
  [['open-all', true], ['close-all', false]].forEach(function (pair) {
    var button = document.getElementById(pair[0]);
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', function () {
      all().forEach(function (one) { one.open = pair[1]; });
    });
  });
  var unfold = function () {
    var target = location.hash === '' ? null : document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var one = target; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true;
    if (target) target.scrollIntoView();
  };
  window.addEventListener('hashchange', unfold);
  unfold();
  var folded = [];
  window.addEventListener('beforeprint', function () {
    folded = [].filter.call(all(), function (one) { return !one.open; });
    folded.forEach(function (one) { one.open = true; });
  });
  window.addEventListener('afterprint', function () {
    folded.forEach(function (one) { one.open = false; });
    folded = [];
  });
})();`;
