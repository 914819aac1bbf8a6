extension StageGraph {
  /// The graph as an SVG of its own: no script, nothing remote, light and dark, the same bytes for equal graphs.
  ///
  /// Stages are cards in columns, from left to right. What comes from outside runs in lanes above them; what a stage gives to
  /// others than the next runs in a lane below them, one lane a stage, with a branch up to each reader.
  package var svg: String {
    let plan = SVGPlan(self)
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(plan.width)" height="\(plan.height)" \
      viewBox="0 0 \(plan.width) \(plan.height)" role="img" aria-label="\(SVGPlan.escaped(title))">
      <style>
      svg{--bg:#f4f5f7;--card:#fff;--ink:#17202b;--muted:#576270;--line:#cfd6de;--head:#eef2f7;--c0:#1d5fbf;--c1:#b4530a;\
      --c2:#0a7a70;--c3:#7a3fa8;--c4:#a3244f;--c5:#566a12;background:var(--bg)}
      @media (prefers-color-scheme:dark){svg{--bg:#0e1318;--card:#171d25;--ink:#e7ecf2;--muted:#9ba8b6;--line:#35414e;\
      --head:#202934;--c0:#7fb2ff;--c1:#ffad6b;--c2:#5fd3c6;--c3:#d0a3f5;--c4:#ff9bb8;--c5:#c3d96a}}
      text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--muted)}
      .title{font-size:15px;font-weight:650;fill:var(--ink)}.name{font-weight:650;fill:var(--ink);font-size:13px}
      .card{fill:var(--card);stroke:var(--line)}.head{fill:var(--head)}.planned .card{stroke-dasharray:5 4}
      .wire{fill:none;stroke:var(--c);stroke-width:1.6}.main{stroke-width:2.2}.tip{fill:var(--c)}
      .pill{fill:var(--card);stroke:var(--c);stroke-width:1.4}.outside .wire{stroke-dasharray:5 3}
      .k0{--c:var(--c0)}.k1{--c:var(--c1)}.k2{--c:var(--c2)}.k3{--c:var(--c3)}.k4{--c:var(--c4)}.k5{--c:var(--c5)}\
      .flow{--c:var(--muted)}
      .n{text-anchor:end}
      </style>
      <text class="title" x="\(SVGPlan.margin)" y="30">\(SVGPlan.escaped(title))</text>

      """
    out += plan.wires
    out += plan.cards
    return out + "</svg>\n"
  }
}
