//! Colours and letters of the diagrams.

/// Colours by class, light and dark; text and its ground differ by at least 4.5:1 in each, lines by at least 3:1.
pub(super) const STYLE: &str = r#"<style>
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12px;fill:#1c2530}
.ground{fill:#fff}
.title{font-size:20px;font-weight:650}
.about,.tick,.axis{fill:#4b5866}
.about{font-size:13px}
.axis{font-weight:600}
.middle{text-anchor:middle}
.end{text-anchor:end}
.grid{stroke:#e3e8ee;stroke-width:1}
.edge{stroke:#5b6875;stroke-width:1.2}
.ideal{stroke:#5b6875;stroke-width:1.4;stroke-dasharray:5 5}
.mark{stroke:#8a4b08;stroke-width:1.2;stroke-dasharray:2 4}
.marked{fill:#8a4b08;font-weight:600;paint-order:stroke;stroke:#fff;stroke-width:4px}
.line{fill:none;stroke:#2b629e;stroke-width:2.2;stroke-linejoin:round}
.gap{stroke:#2b629e;stroke-width:5;stroke-opacity:.3}
.dot{fill:#2b629e;stroke:#fff;stroke-width:1.5}
.bar{fill:#7fa5cf}
.spot{fill:#fff;stroke:#8a4b08;stroke-width:2.2}
@media(prefers-color-scheme:dark){
text{fill:#e8edf2}
.ground{fill:#14191f}
.about,.tick,.axis{fill:#b3bec9}
.grid{stroke:#2b343e}
.edge,.ideal{stroke:#9aa7b4}
.mark{stroke:#e0a458}
.marked{fill:#e0a458;stroke:#14191f}
.line,.gap{stroke:#7fb0e6}
.dot{fill:#7fb0e6;stroke:#14191f}
.bar{fill:#3f6a99}
.spot{fill:#14191f;stroke:#e0a458}
}
</style>
"#;
