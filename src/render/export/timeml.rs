//! Articles as TimeML documents, with the expressions that were read in them.

use crate::mention::AnnotatedArticle;
use crate::render::SiteInput;
use crate::render::model::visible;
use crate::timex::{Anchor, Resolution, Signal, Timex};

/// Every article as a TimeML document: its id and the document.
pub fn timeml(input: &SiteInput<'_>) -> Vec<(String, String)> {
    let mut articles: Vec<&AnnotatedArticle> = input.articles.iter().collect();
    articles.sort_by(|a, b| a.article.id.cmp(&b.article.id));
    articles.into_iter().map(|a| (a.article.id.to_string(), document(a))).collect()
}

/// One article as a TimeML document.
pub(crate) fn document(annotated: &AnnotatedArticle) -> String {
    let article = &annotated.article;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd\">\n",
    );
    out.push_str(&format!("<DOCID>{}</DOCID>\n", article.id));
    if let Some(dct) = article.dct() {
        out.push_str(&format!(
            "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{0}\" temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">{0}</TIMEX3></DCT>\n",
            dct.day
        ));
    }
    out.push_str("<TEXT>");
    let mut done = 0;
    let mut signals = 0;
    for (index, timex) in annotated.timexes.iter().enumerate() {
        if timex.span.start < done {
            continue;
        }
        if let Some(Signal { span, .. }) = timex.signal
            && span.start >= done
            && span.end <= timex.span.start
        {
            signals += 1;
            out.push_str(&escaped(&article.text[done..span.start]));
            let words = escaped(span.slice(&article.text));
            out.push_str(&format!("<SIGNAL sid=\"s{signals}\">{words}</SIGNAL>"));
            done = span.end;
        }
        out.push_str(&escaped(&article.text[done..timex.span.start]));
        out.push_str(&opened(index + 1, timex));
        out.push_str(&escaped(timex.span.slice(&article.text)));
        out.push_str("</TIMEX3>");
        done = timex.span.end;
    }
    out.push_str(&escaped(&article.text[done..]));
    out.push_str("</TEXT>\n</TimeML>\n");
    out
}

fn opened(number: usize, timex: &Timex) -> String {
    let told = match &timex.resolution {
        Resolution::Resolved { anchor: Anchor::Dct, .. } => {
            "temporalFunction=\"true\" anchorTimeID=\"t0\""
        }
        Resolution::Resolved { anchor: Anchor::Text, .. } => "temporalFunction=\"false\"",
        _ => "temporalFunction=\"true\"",
    };
    // The schema asks for a value: what is not known is X.
    let value = timex.timex3().unwrap_or_else(|| "XXXX-XX-XX".to_owned());
    let modifier = timex
        .modifier
        .map(|modifier| format!(" mod=\"{}\"", super::timeline::modifier_key(modifier)));
    format!(
        "<TIMEX3 tid=\"t{number}\" type=\"{}\" value=\"{}\" {told}{}>",
        timex.class.as_str(),
        escaped(&value),
        modifier.unwrap_or_default()
    )
}

fn escaped(text: &str) -> String {
    let text = visible(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::{hostile, story};
    use quick_xml::Reader;
    use quick_xml::events::Event;

    #[test]
    fn every_document_is_well_formed_and_keeps_its_expressions() {
        for story in [story(), hostile()] {
            for (id, document) in timeml(&story.input()) {
                let mut reader = Reader::from_str(&document);
                let mut timexes = 0;
                loop {
                    match reader.read_event() {
                        Ok(Event::Eof) => break,
                        Ok(Event::Start(tag)) if tag.name().as_ref() == "TIMEX3" => timexes += 1,
                        Ok(_) => {}
                        Err(error) => panic!("{id}: {error}\n{document}"),
                    }
                }
                let annotated = story.article(&id);
                let dct = usize::from(annotated.article.dct().is_some());
                assert_eq!(timexes, annotated.timexes.len() + dct, "{id}");
            }
        }
    }
}
