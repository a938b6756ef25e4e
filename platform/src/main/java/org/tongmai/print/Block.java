package org.tongmai.print;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A part of a paper, in the order in which it is read. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "block")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Block.Heading.class, name = "heading"),
    @JsonSubTypes.Type(value = Block.Text.class, name = "text"),
    @JsonSubTypes.Type(value = Block.Facts.class, name = "facts"),
    @JsonSubTypes.Type(value = Block.Table.class, name = "table"),
    @JsonSubTypes.Type(value = Block.Bars.class, name = "bars")
})
public sealed interface Block {

    /** Begins a section. */
    record Heading(String words) implements Block {}

    /** A paragraph. */
    record Text(String words) implements Block {}

    /** What is told in one word each. */
    record Facts(List<Fact> facts) implements Block {
        public Facts {
            facts = List.copyOf(facts);
        }
    }

    /** @param value as it is read, with its unit */
    record Fact(String name, String value) {}

    /**
     * Rows under names that are repeated on each page.
     *
     * @param rows each as long as the names
     */
    record Table(List<String> columns, List<List<String>> rows) implements Block {
        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException(
                            "A row of " + row.size() + " under " + columns.size() + " names");
                }
            }
        }
    }

    /**
     * Counts side by side, such as an epidemic curve.
     *
     * @param words what is counted, and in which unit
     */
    record Bars(String words, List<Bar> bars) implements Block {
        public Bars {
            bars = List.copyOf(bars);
        }
    }

    /** @param height not negative */
    record Bar(String name, long height) {
        public Bar {
            if (height < 0) {
                throw new IllegalArgumentException("A bar of " + height);
            }
        }
    }
}
