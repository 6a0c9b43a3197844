//! Makes the widget's files small before they are built in: the modules joined into one file for what a page loads at once
//! and one for what it loads when the chat is opened, minified, and compressed for the two encodings that browsers ask for.
//!
//! The sources stay plain modules that run as they are (`web.widget` in the configuration serves a folder of them); so
//! nothing here may change what they do.

#![expect(clippy::print_stdout, reason = "how a build script speaks to cargo")]

mod bundle;

use std::env;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use oxc::allocator::Allocator;
use oxc::codegen::{Codegen, CodegenOptions, CommentOptions};
use oxc::minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
use oxc::parser::Parser;
use oxc::span::SourceType;

const SOURCES: &str = "widget";
const ENTRY: &str = "widget.js";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={SOURCES}");
    println!("cargo::rerun-if-changed=build");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names OUT_DIR")?).join("widget");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let sources = Path::new(SOURCES);
    for (name, source) in bundle::chunks(sources, ENTRY)? {
        keep(&out.join(&name), &script(&name, &source)?)?;
    }
    for file in fs::read_dir(sources)? {
        let path = file?.path();
        if let (Some("css"), Some(name)) = (path.extension().and_then(|ending| ending.to_str()), path.file_name()) {
            keep(&out.join(name), &style(&fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

fn script(name: &str, source: &str) -> Result<String, Box<dyn Error>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::mjs()).parse();
    if let Some(wrong) = parsed.diagnostics.first() {
        return Err(format!("{name}, joined: {wrong}").into());
    }
    let mut program = parsed.program;
    let options = MinifierOptions {
        mangle: Some(MangleOptions {
            top_level: Some(true),
            ..MangleOptions::default()
        }),
        mangle_properties: None,
        compress: Some(CompressOptions::smallest()),
    };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let options = CodegenOptions {
        minify: true,
        comments: CommentOptions::disabled(),
        ..CodegenOptions::default()
    };
    Ok(Codegen::new()
        .with_options(options)
        .with_scoping(minified.scoping)
        .build(&program)
        .code)
}

/// Without comments and indentation. (No string in our style sheets holds a comment's signs or a line's end.)
fn style(source: &str) -> String {
    let mut bare = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((code, comment)) = rest.split_once("/*") {
        bare.push_str(code);
        rest = comment.split_once("*/").map_or("", |(_, code)| code);
    }
    bare.push_str(rest);
    bare.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The file, and beside it the same compressed: `name.br`, `name.gz`.
fn keep(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)?;
    let gzip = fs::File::create(path.with_added_extension("gz"))?;
    let mut gzip = flate2::write::GzEncoder::new(gzip, flate2::Compression::best());
    gzip.write_all(text.as_bytes())?;
    gzip.finish()?;
    let mut small = Vec::new();
    brotli::BrotliCompress(
        &mut text.as_bytes(),
        &mut small,
        &brotli::enc::BrotliEncoderParams::default(),
    )?;
    fs::write(path.with_added_extension("br"), small)?;
    Ok(())
}
