// Loads the page anew when the site was rebuilt. Served by `frise serve`, never written.
(function () {
  "use strict";
  var version = null;
  function ask() {
    var query = version === null ? "" : "?since=" + version;
    fetch("/_frise/version" + query, { cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (now) {
        var changed = version !== null && now !== version;
        version = now;
        // A form that is being filled in is not thrown away.
        if (changed && !document.querySelector("form[data-touched]")) {
          location.reload();
        } else {
          setTimeout(ask, 50);
        }
      })
      .catch(function () { setTimeout(ask, 1000); });
  }
  document.addEventListener("input", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) { form.setAttribute("data-touched", ""); }
  });
  ask();
})();
