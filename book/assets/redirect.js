"use strict";
// The page of an old address leads on, to the same place; without a script, to the page.
location.replace(document.currentScript.dataset.target + location.hash);
