// Keys on top of plain forms: every one of them has a control on the page.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    var tag = event.target.tagName;
    var writing = tag === "TEXTAREA" || tag === "SELECT" ||
      (tag === "INPUT" && !/^(radio|checkbox|submit|button)$/.test(event.target.type));
    if (writing || event.ctrlKey || event.altKey || event.metaKey) { return; }
    var choice = document.querySelector('input[data-key="' + CSS.escape(event.key) + '"]');
    if (choice) {
      choice.checked = true;
      choice.dispatchEvent(new Event("input", { bubbles: true }));
      var reason = document.getElementById("reason");
      if (reason) { reason.focus(); event.preventDefault(); }
      return;
    }
    var link = event.key === "n" ? "next" : event.key === "p" ? "prev" : null;
    var to = link && document.querySelector('a[rel="' + link + '"]');
    if (to) { location.href = to.href; }
  });
})();
