"""How the panel lies in a window: two columns where there is room, else one whose figures stay in sight."""

STYLE = """<style>
.frontline-panel { container-type: inline-size; overflow: visible; }
.frontline-panel .panel-body {
  display: grid; overflow: visible; align-items: start; column-gap: 22px;
  grid-template: "title title" auto "levers verdict" auto "levers figures" auto "levers pictures" auto
    "levers behind" 1fr / 290px minmax(0, 1fr);
}
.frontline-panel .panel-title { grid-area: title; align-items: baseline; justify-content: space-between; }
.frontline-panel .panel-title h2 { margin: 0 0 4px 0; font-size: 20px; line-height: 1.2; }
.frontline-panel .panel-levers { grid-area: levers; overflow: visible; }
.frontline-panel .panel-verdict { grid-area: verdict; font-size: 14px; min-height: 118px; }
.frontline-panel .panel-figures { grid-area: figures; min-height: 128px; }
.frontline-panel .panel-pictures { grid-area: pictures; }
.frontline-panel .panel-behind { grid-area: behind; }
.frontline-panel .panel-about div div { max-height: 3.75em; overflow: auto; }
.frontline-panel .panel-question {
  margin-top: 4px; padding-top: 3px; border-top: 1px solid #d0d0d0; color: #595959; font-size: 12px; line-height: 1.25;
}
.frontline-panel .panel-levers .widget-html-content, .frontline-panel .panel-levers .widget-html { line-height: 1.25; }
.frontline-panel .panel-levers .widget-hslider { height: 24px; }
.frontline-panel .widget-html { height: auto; }
@container (max-width: 860px) {
  .frontline-panel .panel-body {
    grid-template: "title" auto "verdict" auto "figures" auto "levers" auto "pictures" auto "behind" auto
      / minmax(0, 1fr);
  }
  .frontline-panel .panel-figures {
    position: sticky; top: 0; z-index: 3; padding-bottom: 6px;
    background: var(--jp-layout-color0, white); border-bottom: 1px solid #b0b0b0;
    box-shadow: 0 -14px 0 var(--jp-layout-color0, white);
  }
  .frontline-panel .panel-levers * { scroll-margin-top: 190px; }
  .frontline-panel .panel-figures td, .frontline-panel .panel-figures th {
    white-space: normal !important; padding-right: 7px !important;
  }
}
@container (max-width: 520px) {  /* the first three figures, as in the pictures */
  .frontline-panel .panel-figures :is(th, td):nth-child(n+5) { display: none; }
  .frontline-panel .panel-figures :is(p, table) { font-size: 12px; }
}
/* What scrolls by itself lets nothing inside it stay in sight. */
.jp-OutputArea:has(.frontline-panel), .jp-OutputArea-child:has(.frontline-panel),
.jp-OutputArea-output:has(.frontline-panel), .jp-CodeCell:has(.frontline-panel) { overflow: visible !important; }
</style>"""
