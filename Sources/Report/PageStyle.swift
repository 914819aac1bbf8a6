/// The look of the page.
enum PageStyle {
  /// One style sheet for light and dark, screen, phone and paper; fonts are the reader's own.
  static let css: HTML = """
    :root{--bg:#f4f5f7;--card:#fff;--ink:#17202b;--muted:#576270;--line:#dde2e8;--track:#e9edf1;--s1:#1d5fbf;\
    --s2:#b4530a;--s3:#0a7a70;--s4:#7a3fa8;--good:#14713a;--bad:#b3261e;--warn:#835400;--goodbg:#e5f4ea;\
    --badbg:#fcebea;--warnbg:#fbf1da;--on:#fff;--heat:#1d5fbf;--miss:#c75b12;color-scheme:light dark}
    @media (prefers-color-scheme:dark){:root{--bg:#0e1318;--card:#171d25;--ink:#e7ecf2;--muted:#9ba8b6;\
    --line:#2a343f;--track:#26303b;--s1:#7fb2ff;--s2:#ffad6b;--s3:#5fd3c6;--s4:#d0a3f5;--good:#7edb98;\
    --bad:#ff958c;--warn:#f1c45a;--goodbg:#15301f;--badbg:#3a1b1a;--warnbg:#352a10;--on:#0e1318;--heat:#5f9bf5;\
    --miss:#f08a3c}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
    body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",\
    Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
    main{max-width:1120px;margin:0 auto;padding:28px 20px 56px}
    h1,h2,h3,p,figure,dl,dd{margin:0}
    h2{font-size:1.3rem;letter-spacing:-.01em;margin:44px 0 4px;scroll-margin-top:12px}
    h3{font-size:1rem;margin:0 0 2px}
    p.sub,p.note,p.none,figcaption,.axis{color:var(--muted);font-size:.87rem}
    p.sub{margin-bottom:14px;max-width:75ch}
    p.note{margin-top:12px}
    a{color:var(--s1)}
    .card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:18px 20px;min-width:0;overflow-x:auto}
    .grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
    .grid.three{grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr))}
    .small{display:grid;gap:16px 22px;grid-template-columns:repeat(auto-fill,minmax(min(100%,200px),1fr));margin-top:14px}
    svg.bar{overflow:visible}
    .stackv>*+*{margin-top:16px}
    .eyebrow{color:var(--muted);font-size:.87rem;font-weight:600}
    .verdict{display:grid;gap:22px 36px;grid-template-columns:minmax(0,5fr) minmax(0,6fr);padding:24px 26px}
    .verdict.stop h1{color:var(--good)}
    .verdict.spent h1{color:var(--warn)}
    .verdict h1{font-size:2.1rem;line-height:1.15;letter-spacing:-.02em;margin:4px 0 8px;text-wrap:balance}
    .verdict .why{font-size:1.02rem;max-width:52ch}
    .criteria{list-style:none;margin:0;padding:0;align-self:center}
    .criteria li+li{margin-top:12px}
    .criteria .head{display:flex;justify-content:space-between;gap:12px;align-items:baseline;flex-wrap:wrap}
    .criteria .head b{font-weight:600}
    .criteria small{color:var(--muted);font-size:.84rem;display:block}
    .tiles{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(172px,1fr));margin-top:12px}
    .tile{padding:14px 16px}
    .tile dt{color:var(--muted);font-size:.84rem;font-weight:600}
    .tile dd.big{font-size:1.7rem;font-weight:650;letter-spacing:-.02em;line-height:1.25}
    .tile dd{font-size:.84rem;color:var(--muted)}
    .tile dd.big{color:var(--ink)}
    .tile .unit{font-size:1rem;font-weight:500;color:var(--muted)}
    .up{color:var(--good);font-weight:600}.down{color:var(--bad);font-weight:600}
    .attention{margin-top:12px;padding:14px 20px}
    .attention ul{list-style:none;margin:6px 0 0;padding:0;display:grid;gap:5px}
    .attention li{display:grid;grid-template-columns:1.4em 1fr}
    .attention li.bad>b:first-child{color:var(--bad)}.attention li.warn>b:first-child{color:var(--warn)}
    nav{margin-top:16px;font-size:.9rem;display:flex;flex-wrap:wrap;gap:4px 18px}
    nav a{text-decoration:none;padding:3px 0}nav a:hover{text-decoration:underline}
    .tag{display:inline-block;border-radius:5px;padding:1px 8px;font-size:.8rem;font-weight:600;white-space:nowrap;\
    background:var(--track);color:var(--ink)}
    .tag.good{background:var(--goodbg);color:var(--good)}.tag.bad{background:var(--badbg);color:var(--bad)}
    .tag.warn{background:var(--warnbg);color:var(--warn)}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    caption{text-align:left;color:var(--muted);font-size:.87rem;padding-bottom:8px}
    th,td{text-align:left;padding:5px 10px 5px 0;border-bottom:1px solid var(--line);vertical-align:middle}
    tr:last-child>td,tr:last-child>th{border-bottom:0}
    thead th{color:var(--muted);font-weight:600;font-size:.82rem;vertical-align:bottom;border-bottom:1px solid var(--muted)}
    tbody th{font-weight:500;overflow-wrap:break-word;max-width:22em}
    .n{text-align:right;white-space:nowrap}
    td:last-child,th:last-child{padding-right:0}
    td.wide{width:38%;min-width:96px}
    td.third{width:20%;min-width:62px;padding-left:18px}
    small.ci{color:var(--muted);white-space:nowrap;font-size:.8rem}
    tfoot td,tfoot th{border-top:1px solid var(--muted);font-weight:600}
    .rare{font-size:.75rem;color:var(--s2);font-weight:600;white-space:nowrap}
    .scroll{overflow-x:auto}
    .plot{padding:14px 10px 24px 42px}
    .plot .axis{text-align:center;margin-top:22px;margin-bottom:-18px}
    svg{display:block}
    svg.chart{overflow:visible}
    svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--muted)}
    svg .grid{stroke:var(--line);stroke-width:1}
    svg .reference{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:5 4}
    svg .reference-label{fill:var(--bad);font-weight:600}svg .neutral{stroke:var(--muted)}svg .neutral-label{fill:var(--muted);font-weight:600}
    svg .value{fill:var(--ink);font-weight:650}
    svg polyline,svg.key>line{fill:none;stroke:var(--c);stroke-width:2.25;vector-effect:non-scaling-stroke;stroke-linejoin:round}
    .band polygon,.band rect{fill:var(--s1);opacity:.14;stroke:none}.band polyline,.band line{stroke:var(--s1);stroke-width:1.5;stroke-dasharray:2 4}
    svg .interval{stroke:var(--c);stroke-width:2;opacity:.55}
    svg .mark *,svg.key svg *{fill:var(--c);stroke:var(--card);stroke-width:1.25}
    svg .track{fill:var(--track)}svg .fill{fill:var(--c)}
    svg .whisker{stroke:var(--ink);stroke-width:1.25}
    .s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4{--c:var(--s4)}
    .s2:not(.only) polyline,.key.s2>line{stroke-dasharray:7 4}.s3:not(.only) polyline,.key.s3>line{stroke-dasharray:2 4}
    .part0{fill:var(--s1)}.part1{fill:var(--s2)}.part2{fill:var(--s3)}.part3{fill:var(--s4)}
    svg.stack rect+rect{stroke:var(--card);stroke-width:1.5}
    .swatch{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:7px;vertical-align:-1px}
    .sw0{background:var(--s1)}.sw1{background:var(--s2)}.sw2{background:var(--s3)}.sw3{background:var(--s4)}
    .legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.87rem;color:var(--muted);margin-top:10px}
    .legend span{display:inline-flex;align-items:center;gap:7px}
    .legend .key{overflow:visible}
    table.heat{width:auto;font-size:.84rem}
    .heat td{width:44px;min-width:34px;height:30px;text-align:center;padding:2px 4px;border:2px solid var(--card);border-radius:5px}
    .heat th{border:0}
    .heat thead th{border:0;padding:0 4px 6px;vertical-align:bottom;text-align:center}
    .heat thead th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:110px;overflow:hidden;font-weight:500}
    .heat thead th.corner{font-weight:400;text-align:right;font-size:.76rem;padding-right:10px}
    .heat tbody th{text-align:right;padding-right:10px;max-width:130px}
    .heat .zero{color:var(--muted);opacity:.75}
    .people{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));margin-top:16px}
    .person header{display:flex;justify-content:space-between;gap:10px;align-items:baseline;flex-wrap:wrap}
    .person h4{margin:18px 0 4px;font-size:.87rem;color:var(--muted);font-weight:600}
    .sheet{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(112px,1fr))}
    .sheet figure{background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden}
    .sheet img,.sheet .noimg{display:block;width:100%;aspect-ratio:1;object-fit:contain;background:#11161c}
    .sheet .noimg{display:grid;place-items:center;color:#c5cdd6;font-size:.76rem}
    .sheet figcaption{padding:6px 8px 8px;font-size:.76rem;line-height:1.35}
    .sheet figcaption b{display:block;color:var(--ink);font-size:.84rem;overflow-wrap:anywhere}
    .sheet figcaption b.defect{color:var(--s2)}
    .sheet figcaption span{display:block;overflow-wrap:anywhere}
    footer{margin-top:44px;border-top:1px solid var(--line);padding-top:16px;color:var(--muted);font-size:.84rem}
    footer p{max-width:90ch}footer p+p{margin-top:8px}
    \(tints)
    @media screen and (max-width:760px){main{padding:14px 12px 40px}.verdict{grid-template-columns:minmax(0,1fr);padding:18px}\
    .verdict h1{font-size:1.7rem}.card{padding:14px}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}\
    .tile dd.big{font-size:1.4rem}.tile .unit{font-size:.84rem}.hide{display:none}.heat td{width:34px}.small{grid-template-columns:repeat(2,minmax(0,1fr));gap:14px}.small .plot{padding:10px 4px 20px 26px}.plot{padding-left:38px;padding-right:6px}\
    th,td{padding-right:7px}td.wide{width:30%;min-width:72px}}
    @media print{:root{--bg:#fff;--card:#fff;--ink:#000;--muted:#444;--line:#ccc;--track:#e8e8e8;--s1:#1d5fbf;--s2:#b4530a;\
    --s3:#0a7a70;--s4:#7a3fa8;--good:#14713a;--bad:#b3261e;--warn:#835400;--goodbg:#fff;--badbg:#fff;--warnbg:#fff;\
    --on:#fff;--heat:#1d5fbf;--miss:#c75b12;color-scheme:light}html{font-size:10px}body{font-size:10px}main{max-width:none;padding:0}nav{display:none}\
    svg text{font-size:9px}.grid,.people{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.tiles{grid-template-columns:repeat(5,1fr)}\
    .small{grid-template-columns:repeat(4,1fr)}.grid.three{grid-template-columns:repeat(3,minmax(0,1fr))}.card{padding:10px 12px}h2{margin-top:22px}\
    th,td{padding:2px 6px 2px 0}.heat td{width:26px;min-width:22px;height:20px}table.heat,figure,tr{break-inside:avoid}\
    .card,.sheet figure,.tile{break-inside:avoid}h2{break-after:avoid}.sub{break-after:avoid}\
    *{-webkit-print-color-adjust:exact;print-color-adjust:exact}.tag{border:1px solid currentColor}\
    .sheet{grid-template-columns:repeat(9,minmax(0,1fr));gap:5px}.sheet figcaption{font-size:7px;padding:3px 4px}\
    .sheet figcaption b{font-size:8px}@page{margin:12mm}}

    """

  /// The tints of the heatmaps: right answers in one colour, wrong ones in another.
  private static var tints: HTML {
    var out = HTML()
    let kinds: [(HTML, HTML)] = [("d", "--heat"), ("o", "--miss")]
    for (name, variable) in kinds {
      for level in 1...9 {
        out += """
          .\(name)\(level){background:color-mix(in srgb,var(\(variable)) \(6 + level * 10)%,var(--card))}
          """
      }
    }
    // Where the tint is too deep for the ink.
    out += """
      .d8,.d9{color:var(--on)}@media (prefers-color-scheme:dark){.d6,.d7,.d8,.d9,.o6,.o7,.o8,.o9{color:var(--on)}}
      """
    return out
  }
}
