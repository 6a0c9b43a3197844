//! Joins modules into chunks: each module becomes a function that is called once and returns what it exports, in an order
//! in which every module stands after those that it imports. What a module imports dynamically begins a chunk of its own,
//! which is handed what it shares with the chunk that loads it, so that no module is ever run twice.
//!
//! Understood are named imports, exported declarations and `import('./name.js')`; a module that uses more (a default
//! export, `export *`, a circle) stops the build with its name.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::Path;

use oxc::allocator::Allocator;
use oxc::ast::ast::{Declaration, Statement};
use oxc::parser::Parser;
use oxc::span::{GetSpan, SourceType, Span};
use oxc::syntax::module_record::{ExportExportName, ImportImportName, ModuleRecord};

/// Where the modules are served, so that the entry may name them by absolute path.
const SERVED_AT: &str = "/widget/";

type Fault = Box<dyn Error>;
type Names = BTreeSet<String>;

/// What takes the place of a stretch of a module's text.
enum Edit {
    /// Nothing.
    Cut,
    /// Names from another module: `{a as b}` as `{a:b}`.
    Import { from: String, pattern: String },
    /// Another chunk.
    Load { chunk: String },
}

struct Module {
    text: String,
    edits: Vec<(Range<usize>, Edit)>,
    exports: Vec<String>,
}

impl Module {
    fn imports(&self) -> impl Iterator<Item = &String> {
        self.edits.iter().filter_map(|(_, edit)| match edit {
            Edit::Import { from, .. } => Some(from),
            Edit::Cut | Edit::Load { .. } => None,
        })
    }

    fn loads(&self) -> impl Iterator<Item = &String> {
        self.edits.iter().filter_map(|(_, edit)| match edit {
            Edit::Load { chunk } => Some(chunk),
            Edit::Cut | Edit::Import { .. } => None,
        })
    }
}

/// A file that is served: the modules in it, in order, and those that it is handed.
struct Chunk {
    modules: Vec<String>,
    handed: Names,
}

/// The text of every chunk by the name of the module that it begins with; the entry's first.
pub(crate) fn chunks(folder: &Path, entry: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut modules = BTreeMap::new();
    read_all(folder, entry, &mut modules)?;
    let mut chunks = BTreeMap::new();
    plan(entry, &Names::new(), &modules, &mut chunks)?;
    let linked = |name: &String| Ok((name.clone(), link(name, name == entry, &modules, &chunks)?));
    chunks.keys().map(linked).collect()
}

fn read_all(folder: &Path, name: &str, modules: &mut BTreeMap<String, Module>) -> Result<(), Fault> {
    if modules.contains_key(name) {
        return Ok(());
    }
    let text = fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    let module = read(name, text).map_err(|error| format!("{name}: {error}"))?;
    let next: Vec<String> = module.imports().chain(module.loads()).cloned().collect();
    modules.insert(name.to_owned(), module);
    next.iter().try_for_each(|name| read_all(folder, name, modules))
}

fn read(name: &str, text: String) -> Result<Module, Fault> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, &text, SourceType::mjs()).parse();
    if let Some(wrong) = parsed.diagnostics.first() {
        return Err(wrong.to_string().into());
    }
    let record = &parsed.module_record;
    if !record.indirect_export_entries.is_empty() || !record.star_export_entries.is_empty() {
        return Err("what is exported must be declared here".into());
    }
    let mut edits = Vec::new();
    for statement in &parsed.program.body {
        match statement {
            Statement::ImportDeclaration(import) => {
                let from = resolve(name, &import.source.value)?;
                let pattern = pattern(import.span, record)?;
                edits.push((range(import.span), Edit::Import { from, pattern }));
            }
            Statement::ExportDeclaration(export) => {
                let declared = &export.declaration;
                if matches!(declared, Declaration::VariableDeclaration(variable) if !variable.kind.is_const()) {
                    return Err("an exported variable must be `const`".into());
                }
                edits.push((export.span.start as usize..declared.span().start as usize, Edit::Cut));
            }
            Statement::ExportNamedDeclaration(_) | Statement::ExportDefaultDeclaration(_) => {
                return Err("export by name, where it is declared".into());
            }
            _ => {}
        }
    }
    for import in &record.dynamic_imports {
        let quoted = &text[range(import.module_request)];
        let chunk = resolve(name, quoted.trim_matches(['\'', '"']))?;
        edits.push((range(import.span), Edit::Load { chunk }));
    }
    edits.sort_by_key(|(range, _)| range.start);
    let exports = exports(record)?;
    Ok(Module {
        text: text.clone(),
        edits,
        exports,
    })
}

/// `import {a as b, c}` as the pattern `{a:b,c}`.
fn pattern(statement: Span, record: &ModuleRecord) -> Result<String, Fault> {
    let mut names = Vec::new();
    for entry in record
        .import_entries
        .iter()
        .filter(|entry| entry.statement_span == statement)
    {
        let ImportImportName::Name(theirs) = &entry.import_name else {
            return Err("import by name".into());
        };
        names.push(format!("{}:{}", theirs.name, entry.local_name.name));
    }
    Ok(format!("{{{}}}", names.join(",")))
}

fn exports(record: &ModuleRecord) -> Result<Vec<String>, Fault> {
    let names = record
        .local_export_entries
        .iter()
        .map(|entry| match &entry.export_name {
            ExportExportName::Name(name) => Ok(name.name.to_string()),
            _ => Err("export by name".into()),
        });
    names.collect()
}

/// The module that `importer` means, as a path from the folder.
fn resolve(importer: &str, asked: &str) -> Result<String, Fault> {
    if let Some(name) = asked.strip_prefix(SERVED_AT) {
        return Ok(name.to_owned());
    }
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in asked.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop().ok_or_else(|| format!("{asked} leads out of the folder"))?),
            name => parts.push(name),
        }
    }
    if !asked.starts_with('.') {
        return Err(format!("{asked} is neither a path from here nor one below {SERVED_AT}").into());
    }
    Ok(parts.join("/"))
}

/// Which modules the chunk that begins with `root` holds, given those that are `there` already.
fn plan(
    root: &str,
    there: &Names,
    modules: &BTreeMap<String, Module>,
    chunks: &mut BTreeMap<String, Chunk>,
) -> Result<(), Fault> {
    let mut chunk = Chunk {
        modules: Vec::new(),
        handed: Names::new(),
    };
    visit(root, there, modules, &mut chunk, &mut Vec::new())?;
    let loads: Vec<String> = chunk
        .modules
        .iter()
        .flat_map(|name| modules[name].loads())
        .cloned()
        .collect();
    let there: Names = there.iter().chain(&chunk.modules).cloned().collect();
    for next in loads {
        if chunks.contains_key(&next) || there.contains(&next) {
            return Err(format!("{next} is loaded by two, or both imported and loaded").into());
        }
        plan(&next, &there, modules, chunks)?;
        let passed_on = chunks[&next].handed.iter().filter(|name| !chunk.modules.contains(name));
        chunk.handed.extend(passed_on.cloned());
    }
    chunks.insert(root.to_owned(), chunk);
    Ok(())
}

/// Adds a module after those that it imports.
fn visit(
    name: &str,
    there: &Names,
    modules: &BTreeMap<String, Module>,
    chunk: &mut Chunk,
    open: &mut Vec<String>,
) -> Result<(), Fault> {
    if there.contains(name) {
        chunk.handed.insert(name.to_owned());
        return Ok(());
    }
    if open.iter().any(|above| above == name) {
        return Err(format!("{} and {name} import each other", open.join(", ")).into());
    }
    if chunk.modules.iter().any(|known| known == name) {
        return Ok(());
    }
    open.push(name.to_owned());
    for import in modules[name].imports() {
        visit(import, there, modules, chunk, open)?;
    }
    open.pop();
    chunk.modules.push(name.to_owned());
    Ok(())
}

fn link(
    root: &str,
    entry: bool,
    modules: &BTreeMap<String, Module>,
    chunks: &BTreeMap<String, Chunk>,
) -> Result<String, Fault> {
    let mut text = String::new();
    for name in &chunks[root].modules {
        write!(text, "const {}=(()=>{{", variable(name))?;
        body(&modules[name], chunks, &mut text)?;
        writeln!(text, "\nreturn{{{}}}}})();", modules[name].exports.join(","))?;
    }
    if entry {
        return Ok(text);
    }
    let handed = arguments(&chunks[root]);
    Ok(format!(
        "let once;export default({handed})=>once??=(()=>{{{text}return {}}})();",
        variable(root)
    ))
}

fn body(module: &Module, chunks: &BTreeMap<String, Chunk>, text: &mut String) -> Result<(), Fault> {
    let mut done = 0;
    for (place, edit) in &module.edits {
        text.push_str(&module.text[done..place.start]);
        match edit {
            Edit::Cut => {}
            Edit::Import { from, pattern } => write!(text, "const {pattern}={};", variable(from))?,
            Edit::Load { chunk } => {
                let handed = arguments(&chunks[chunk]);
                write!(
                    text,
                    "import('{SERVED_AT}{chunk}').then(chunk=>chunk.default({handed}))"
                )?;
            }
        }
        done = place.end;
    }
    text.push_str(&module.text[done..]);
    Ok(())
}

fn arguments(chunk: &Chunk) -> String {
    chunk
        .handed
        .iter()
        .map(|name| variable(name))
        .collect::<Vec<_>>()
        .join(",")
}

/// The variable that holds what a module exports.
fn variable(name: &str) -> String {
    let plain = name
        .trim_end_matches(".js")
        .replace(|sign: char| !sign.is_ascii_alphanumeric(), "_");
    format!("module_{plain}")
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}
