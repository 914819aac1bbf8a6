/// How Argilla shows a picture: a field of the type `custom`, whose template enlarges small pictures and keeps them sharp.
///
/// The plain type shows a crop of 64 pixels at 64 pixels and has no zoom. Here a click or the wheel enlarges where the pointer
/// is, and keys go on working, because the picture does not take the focus. Tried with 2.8.0.
enum ArgillaPicture {
  /// The member of the field's value that holds the address.
  static let key = "picture"

  /// The template of the field.
  static let template = #"""
    <style>
      body { margin: 0 }
      #box { max-height: 640px; overflow: hidden }
      #picture { display: block; width: 100%; max-height: 640px; object-fit: contain; cursor: zoom-in; transform-origin: 0 0 }
    </style>
    <div id="box"><img id="picture" alt=""></div>
    <script>
      const box = document.getElementById("box"), picture = document.getElementById("picture");
      let scale = 1;
      function enlarge(event, wanted) {
        const place = box.getBoundingClientRect();
        scale = Math.min(32, Math.max(1, wanted));
        const x = (event.clientX - place.left) * (1 - scale), y = (event.clientY - place.top) * (1 - scale);
        picture.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
        picture.style.cursor = scale === 1 ? "zoom-in" : "zoom-out";
      }
      document.addEventListener("mousedown", event => event.preventDefault());
      box.addEventListener("click", event => enlarge(event, scale === 1 ? 4 : 1));
      box.addEventListener("mousemove", event => { if (scale !== 1) enlarge(event, scale); });
      box.addEventListener("wheel", event => { event.preventDefault(); enlarge(event, scale * (event.deltaY < 0 ? 1.25 : 0.8)); }, {passive: false});
      picture.addEventListener("load", () => {
        picture.style.imageRendering = Math.max(picture.naturalWidth, picture.naturalHeight) < 1000 ? "pixelated" : "auto";
      });
      picture.src = record.fields.image.picture;
    </script>
    """#
}
