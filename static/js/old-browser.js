/**
 * Says in plain words why a page of the shell cannot work here. No module and no newer JavaScript: old browsers read it.
 */
(function () {
  var words = document.querySelector("script[data-too-old]");
  var isNew =
    "noModule" in words &&
    "indexedDB" in window &&
    "HTMLDialogElement" in window &&
    "structuredClone" in window &&
    "timeout" in (window.AbortSignal || {});
  var isWithinAnother = /MicroMessenger|QQ\/|DingTalk/.test(navigator.userAgent); // their storage is cleared at will
  if (isNew && !isWithinAnother) return;
  var notice = document.createElement("p");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  notice.textContent = words.getAttribute(isNew ? "data-within" : "data-too-old");
  var place = document.querySelector("main");
  place.insertBefore(notice, place.firstChild);
})();
