package org.tongmai.intake.quality;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Csv;
import org.tongmai.directory.Directory;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.TabTables.Row;

/** The data elements, in the editions in which they hold ({@code elements.tsv}). */
public final class Dictionary {

    static final String IDENTIFIER = "DE\\d{2}\\.\\d{2}\\.\\d{3}\\.\\d{2}";

    private final Map<String, List<Element>> elements = new LinkedHashMap<>();

    private Dictionary() {}

    static Dictionary of(@Nullable Path folder, Expressions expressions) {
        Dictionary dictionary = new Dictionary();
        for (Row row : Tables.rows(folder, "elements.tsv")) {
            dictionary.add(row, element(row, folder, expressions));
        }
        return dictionary;
    }

    private void add(Row row, Element element) {
        List<Element> editions = elements.computeIfAbsent(element.id(), none -> new ArrayList<>());
        if (editions.stream().anyMatch(each -> each.span().overlaps(element.span()))) {
            throw row.wrong("from", "Two editions of " + element.id() + " hold on one day.");
        }
        editions.add(element);
    }

    private static Element element(Row row, @Nullable Path folder, Expressions expressions) {
        String id = row.needed("element");
        if (!id.matches(IDENTIFIER)) {
            throw row.wrong("element", "An identifier is written as DE02.01.040.00.");
        }
        String notation = row.needed("format");
        Format format = Format.parse(notation)
                .orElseThrow(
                        () -> row.wrong("format", "It is one such as A..20, AN18, N1..3, N..5,2, D8, T6, DT15, L."));
        String codes = row.text("codes");
        return new Element(
                id,
                row.needed("edition"),
                Tables.span(row),
                new Text(row.needed("zh"), row.needed("en")),
                row.word("type", Element.Type.class),
                notation,
                format,
                codes,
                codes.isEmpty() ? Set.of() : codes(row, folder, codes),
                value(row, expressions),
                row.yes("verified"));
    }

    private static @Nullable Expression value(Row row, Expressions expressions) {
        String text = row.text("value");
        try {
            return text.isEmpty() ? null : expressions.values(text);
        } catch (Expressions.Wrong wrong) {
            throw row.wrong("value", String.valueOf(wrong.getMessage()));
        }
    }

    /** The table of codes: of the folder, else of the directory. */
    private static Set<String> codes(Row row, @Nullable Path folder, String table) {
        if (!table.matches("[a-z0-9-]{1,64}")) {
            throw row.wrong("codes", "A table of codes is named in small letters.");
        }
        Path own = folder == null ? null : folder.resolve("code-tables").resolve(table + ".csv");
        try (InputStream in = own != null && Files.exists(own)
                ? Files.newInputStream(own)
                : Directory.class.getResourceAsStream("code-tables/" + table + ".csv")) {
            if (in == null) {
                throw row.wrong("codes", "There is no table of codes of that name.");
            }
            return Csv.rows(new String(in.readAllBytes(), StandardCharsets.UTF_8)).stream()
                    .map(List::getFirst)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (IllegalArgumentException uneven) {
            throw row.wrong("codes", "The table of codes cannot be read: " + uneven.getMessage() + ".");
        }
    }

    /** The edition of a data element that holds on a day. */
    public Optional<Element> element(String id, LocalDate day) {
        return elements.getOrDefault(id, List.of()).stream()
                .filter(each -> each.span().holds(day))
                .findFirst();
    }

    /** All data elements that hold on a day. */
    public List<Element> inForce(LocalDate day) {
        return elements.keySet().stream()
                .flatMap(id -> element(id, day).stream())
                .toList();
    }

    boolean knows(String id) {
        return elements.containsKey(id);
    }
}
