package org.tongmai.surveillance.rumour;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a news feed: Atom (RFC 4287) or RSS 2.0.
 *
 * @param reference address, else the identifier that the feed gives
 * @param published null where the feed does not say it, or not so that it can be read
 * @param text title and content, without marks
 */
public record News(String reference, @Nullable Instant published, String text) {

    /** More than any article has, with its marks. */
    private static final int MARKED_LONGEST = 200_000;

    private static final Pattern TAGS = Pattern.compile("<[^<>]{0,2000}>");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\u00a0\\u3000]+");

    /**
     * All entries of a feed.
     *
     * @param most entries
     * @throws XMLStreamException where it is none, or holds more
     */
    public static List<News> of(String feed, int most) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(feed));
        var entries = new ArrayList<News>();
        boolean known = false;
        while (reader.hasNext()) {
            if (reader.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            String name = reader.getLocalName();
            known |= name.equals("feed") || name.equals("rss") || name.equals("RDF");
            if (known && (name.equals("entry") || name.equals("item"))) {
                entries.add(entry(reader, name));
                if (entries.size() > most) {
                    throw new XMLStreamException("too many entries");
                }
            }
        }
        if (!known) {
            throw new XMLStreamException("neither Atom nor RSS");
        }
        return entries;
    }

    private static News entry(XMLStreamReader reader, String end) throws XMLStreamException {
        Map<String, String> parts = new HashMap<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals(end)) {
                break;
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = reader.getLocalName();
                String link = reader.getAttributeValue(null, "href");
                String content = content(reader);
                parts.putIfAbsent(name, name.equals("link") && link != null ? link : content);
            }
        }
        String body = first(parts, "encoded", "content", "description", "summary");
        String title = plain(parts.getOrDefault("title", ""));
        return new News(
                ascii(first(parts, "link", "id", "guid").strip()),
                moment(first(parts, "published", "pubDate", "date", "updated").strip()),
                title.isEmpty() ? plain(body) : title + "。" + plain(body));
    }

    /** An address with characters beyond ASCII (RFC 3987) as an address without (RFC 3986). */
    private static String ascii(String address) {
        var ascii = new StringBuilder();
        for (byte each : address.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f) {
                ascii.append((char) each);
            } else {
                ascii.append(String.format(Locale.ROOT, "%%%02X", each & 0xff));
            }
        }
        return ascii.toString();
    }

    private static String first(Map<String, String> parts, String... names) {
        for (String name : names) {
            String part = parts.getOrDefault(name, "");
            if (!part.isBlank()) {
                return part;
            }
        }
        return "";
    }

    /** Of an element and all in it. */
    private static String content(XMLStreamReader reader) throws XMLStreamException {
        var text = new StringBuilder();
        int depth = 1;
        while (depth > 0 && reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                default -> {
                    // comments and instructions say nothing
                }
            }
        }
        return text.toString();
    }

    private static String plain(String marked) {
        String cut = marked.length() > MARKED_LONGEST ? marked.substring(0, MARKED_LONGEST) : marked;
        String text = TAGS.matcher(cut).replaceAll(" ");
        text = text.replace("&nbsp;", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }

    private static @Nullable Instant moment(String text) {
        for (DateTimeFormatter form :
                List.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME, DateTimeFormatter.RFC_1123_DATE_TIME)) {
            try {
                return OffsetDateTime.parse(text, form).toInstant();
            } catch (DateTimeException other) {
                // the next one
            }
        }
        return null;
    }
}
