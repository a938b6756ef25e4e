package org.tongmai.print;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tongmai.print.Block.Bar;
import org.tongmai.print.Block.Bars;
import org.tongmai.print.Block.Facts;
import org.tongmai.print.Block.Heading;
import org.tongmai.print.Block.Table;
import org.tongmai.print.Block.Text;

/** Writes a paper as XHTML with styles for A4. */
final class Page {

    /** Bars that are named below; of more, each so many is. */
    private static final int NAMES_MAX = 16;

    /** The height of the highest bar, in millimetres. */
    private static final int HIGHEST = 40;

    private static final String STYLE = """
            @page { size: A4; margin: 20mm 18mm 22mm; @bottom-left { content: "FOOT"; font: 8pt Paper, "Paper rare"; color: #555 }
              @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Paper, "Paper rare"; color: #555 } }
            body { font: 10.5pt/1.6 Paper, "Paper rare"; color: #111; margin: 0 }
            h1 { font-size: 18pt; line-height: 1.3; text-align: center; margin: 0 0 2mm }
            h2 { font-size: 12.5pt; margin: 6mm 0 2mm; border-bottom: 0.4pt solid #888; page-break-after: avoid }
            p { margin: 0 0 2mm }
            .under { text-align: center; color: #444; margin-bottom: 5mm }
            table { width: 100%; border-collapse: collapse; -fs-table-paginate: paginate; margin-bottom: 3mm }
            th, td { border: 0.4pt solid #999; padding: 1mm 1.6mm; text-align: left; vertical-align: top; font-size: 9.5pt }
            th { background: #eee } tr { page-break-inside: avoid }
            .facts td:first-child { width: 32%; color: #444 }
            .bars { table-layout: fixed; page-break-inside: avoid; -fs-table-paginate: auto }
            .bars td { border: 0; padding: 0 0.2mm; text-align: center; vertical-align: bottom; font-size: 6.5pt }
            .bar { background: #3a6ea5 }
            """;

    private final UnaryOperator<String> shown;
    private final StringBuilder out = new StringBuilder();

    /** @param shown what a text is printed as */
    Page(UnaryOperator<String> shown) {
        this.shown = shown;
    }

    String of(Paper paper) {
        out.append("<html lang=\"").append(escaped(paper.language())).append("\"><head><title>");
        out.append(escaped(paper.title())).append("</title><style>");
        out.append(STYLE.replace("FOOT", quoted(paper.foot()))).append("</style></head><body>");
        tagged("h1", paper.title());
        out.append("<p class=\"under\">").append(text(paper.under())).append("</p>");
        paper.blocks().forEach(this::block);
        return out.append("</body></html>").toString();
    }

    private void block(Block block) {
        switch (block) {
            case Heading(String words) -> tagged("h2", words);
            case Text(String words) -> words.lines().forEach(line -> tagged("p", line));
            case Facts(List<Block.Fact> facts) -> facts(facts);
            case Table(List<String> columns, List<List<String>> rows) -> table(columns, rows);
            case Bars(String words, List<Bar> bars) -> bars(words, bars);
        }
    }

    private void facts(List<Block.Fact> facts) {
        out.append("<table class=\"facts\"><tbody>");
        facts.forEach(fact -> row("td", List.of(fact.name(), fact.value())));
        out.append("</tbody></table>");
    }

    private void table(List<String> columns, List<List<String>> rows) {
        out.append("<table><thead>");
        row("th", columns);
        out.append("</thead><tbody>");
        rows.forEach(cells -> row("td", cells));
        out.append("</tbody></table>");
    }

    private void row(String tag, List<String> cells) {
        out.append("<tr>");
        cells.forEach(cell -> tagged(tag, cell));
        out.append("</tr>");
    }

    private void bars(String words, List<Bar> bars) {
        tagged("p", words);
        long most = bars.stream().mapToLong(Bar::height).max().orElse(0);
        out.append("<table class=\"bars\"><tbody><tr>");
        for (Bar bar : bars) {
            double height = most == 0 ? 0 : (double) HIGHEST * bar.height() / most;
            out.append("<td>").append(bar.height() == 0 ? "" : bar.height());
            out.append("<div class=\"bar\" style=\"height:").append(height).append("mm\"></div></td>");
        }
        out.append("</tr><tr>");
        int step = Math.ceilDiv(Math.max(1, bars.size()), NAMES_MAX);
        for (int i = 0; i < bars.size(); i += step) {
            int span = Math.min(step, bars.size() - i);
            out.append("<td colspan=\"").append(span).append("\" style=\"text-align:left\">");
            out.append(text(bars.get(i).name())).append("</td>");
        }
        out.append("</tr></tbody></table>");
    }

    private void tagged(String tag, String words) {
        out.append('<')
                .append(tag)
                .append('>')
                .append(text(words))
                .append("</")
                .append(tag)
                .append('>');
    }

    private String text(String words) {
        return escaped(shown.apply(words)).replace("\n", "<br/>");
    }

    /** Controls have no place in XML. */
    private static String escaped(String words) {
        return words.replaceAll("[\\p{Cntrl}&&[^\n\t]]", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Within a string of CSS that stands in XML. */
    private String quoted(String words) {
        return escaped(shown.apply(words).replaceAll("[\\\\\"\\s]+", " "));
    }
}
