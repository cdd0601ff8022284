"""How the panel lies in a window: two columns where there is room, else one whose figures stay in sight."""

STYLE = """<style>
.frontline-panel { container-type: inline-size; overflow: visible; }
.frontline-panel .panel-body {
  display: grid; overflow: visible; align-items: start; column-gap: 18px;
  grid-template: "levers head" auto "levers pictures" auto "levers verdict" 1fr / 340px minmax(0, 1fr);
}
.frontline-panel .panel-head { grid-area: head; }
.frontline-panel .panel-levers { grid-area: levers; }
.frontline-panel .panel-pictures { grid-area: pictures; }
.frontline-panel .panel-verdict { grid-area: verdict; }
.frontline-panel .panel-figures th { max-width: 130px; }
@container (max-width: 860px) {
  .frontline-panel .panel-body {
    grid-template: "head" auto "verdict" auto "levers" auto "pictures" auto / minmax(0, 1fr);
  }
  .frontline-panel .panel-head {
    position: sticky; top: 0; z-index: 3; padding-bottom: 6px;
    background: var(--jp-layout-color0, white); border-bottom: 1px solid #b0b0b0;
    box-shadow: 0 -14px 0 var(--jp-layout-color0, white);
  }
  .frontline-panel .panel-levers * { scroll-margin-top: 190px; }
  .frontline-panel .panel-figures td { white-space: normal !important; padding-right: 8px !important; }
  .frontline-panel .panel-figures th { padding-right: 8px !important; }
}
@container (max-width: 520px) {
  .frontline-panel .panel-figures :is(th, td):last-child { display: none; }  /* the levers below say it */
}
/* What scrolls by itself lets nothing inside it stay in sight. */
.jp-OutputArea:has(.frontline-panel), .jp-OutputArea-child:has(.frontline-panel),
.jp-OutputArea-output:has(.frontline-panel), .jp-CodeCell:has(.frontline-panel) { overflow: visible !important; }
</style>"""
