// The faces of the text are in the style sheet before this: load them before the first paint.
document.fonts.forEach((face) => /Source/.test(face.family) && face.load());
