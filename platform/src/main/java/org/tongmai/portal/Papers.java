package org.tongmai.portal;

import java.util.ArrayList;
import java.util.List;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.portal.Entry.Line;
import tools.jackson.databind.JsonNode;

/** Documents as people read them: the narrative of each section, not the XML that was sent. */
final class Papers {

    private Papers() {}

    /** References of a DocumentReference to the Compositions in which its content stands. */
    static List<String> compositions(JsonNode reference) {
        List<String> compositions = new ArrayList<>();
        for (JsonNode related : reference.path("context").path("related")) {
            String to = related.path("reference").asString("");
            if (to.startsWith("Composition/")) {
                compositions.add(to);
            }
        }
        return compositions;
    }

    /** A line for each section that says something, those inside it after it. */
    static List<Line> lines(JsonNode composition) {
        List<Line> lines = new ArrayList<>();
        sections(composition.path("section"), lines);
        return lines;
    }

    private static void sections(JsonNode sections, List<Line> lines) {
        for (JsonNode section : sections) {
            String text = plain(section.path("text").path("div").asString(""));
            if (!text.isEmpty() && lines.size() < Lines.MAX) {
                String title = Codes.text(section.path("title"));
                lines.add(new Line(
                        title == null ? new Text("内容", "Content") : Codes.same(title), text, null, null, null, null));
            }
            sections(section.path("section"), lines);
        }
    }

    /** References of a Composition to what its sections say. */
    static List<String> entries(JsonNode composition) {
        List<String> entries = new ArrayList<>();
        entries(composition.path("section"), entries);
        return entries;
    }

    private static void entries(JsonNode sections, List<String> entries) {
        for (JsonNode section : sections) {
            section.path("entry")
                    .forEach(entry -> entries.add(entry.path("reference").asString("")));
            entries(section.path("section"), entries);
        }
    }

    /** The words of a narrative: a block ends a line, a cell is told from the next. */
    static String plain(String div) {
        return div.replaceAll("(?i)</t[dh]>", " ")
                .replaceAll("(?i)</(p|li|tr|div|ul|ol|table|caption|h[1-6])>|<br\\s*/?>", "\n")
                .replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&")
                .replaceAll("[ \\t]+", " ")
                .replaceAll("\\s*\\n\\s*", "\n")
                .strip();
    }
}
