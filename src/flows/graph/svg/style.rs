//! The colours and letters of a drawing.

/// Colours by class, light and dark; text and its ground differ by at least 4.5:1 in each.
pub(super) const STYLE: &str = r#"<style>
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:13px;fill:#1c2530}
.ground{fill:#fff}
.title{font-size:22px;font-weight:650}
.about,.note{fill:#4b5866}
.word{font-size:11px;font-weight:650;fill:#44515f}
.small{font-size:12px}
.code{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;font-size:12px}
.outcome{font-size:12px;font-weight:600;text-anchor:middle}
.label{fill:#fff;stroke:#b9c3cd}
.way{fill:none;stroke:#5b6875;stroke-width:1.6}
.back{stroke:#8a4b08;stroke-dasharray:6 4}
.tip{fill:#5b6875}
.tip-back{fill:#8a4b08}
.shape{fill:#f4f6f8;stroke:#5b6875;stroke-width:1.4}
.inner{fill:none;stroke:#5b6875;stroke-width:1.2}
.mark{fill:none;stroke:#8a1c4a;stroke-width:1.5}
.solid{fill:#8a1c4a;stroke:none}
.start .shape{fill:#e3e8ee}
.say .shape{fill:#eef4fd;stroke:#3a6ea8}
.ask .shape{fill:#fff8e1;stroke:#96690a}
.ask .bar{fill:#96690a}
.call .shape{fill:#e9f5ef;stroke:#23724d}
.call .inner{stroke:#23724d}
.fork .shape{fill:#f4effb;stroke:#6b4aa0}
.do .shape{fill:#e6f4f6;stroke:#1f6f7c}
.do .inner{stroke:#1f6f7c}
.receipt .shape{fill:#fff;stroke:#23724d}
.handoff .shape{fill:#fdeeea;stroke:#a8452a;stroke-dasharray:5 3}
.end .shape{fill:#2f3b48;stroke:#2f3b48}
.end text{fill:#fff;text-anchor:middle}
@media(prefers-color-scheme:dark){
text{fill:#e8edf2}
.ground{fill:#14191f}
.about,.note,.word{fill:#b3bec9}
.label{fill:#14191f;stroke:#4a5764}
.way{stroke:#9aa7b4}
.back{stroke:#e0a458}
.tip{fill:#9aa7b4}
.tip-back{fill:#e0a458}
.shape{fill:#222a33;stroke:#9aa7b4}
.inner{stroke:#9aa7b4}
.mark{stroke:#f29bbf}
.solid{fill:#f29bbf}
.start .shape{fill:#2b343e}
.say .shape{fill:#16283d;stroke:#7fb0e6}
.ask .shape{fill:#33290d;stroke:#e0b04a}
.ask .bar{fill:#e0b04a}
.call .shape{fill:#12301f;stroke:#6cc598}
.call .inner{stroke:#6cc598}
.fork .shape{fill:#2a2140;stroke:#b79be8}
.do .shape{fill:#10303a;stroke:#6fc3d1}
.do .inner{stroke:#6fc3d1}
.receipt .shape{fill:#14191f;stroke:#6cc598}
.handoff .shape{fill:#3a1d15;stroke:#eb9278}
.end .shape{fill:#dde4eb;stroke:#dde4eb}
.end text{fill:#14191f}
}
</style>
"#;
