package org.tongmai.recognition;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.Csv;
import org.tongmai.kernel.Problem;

/** A file of comma-separated values that people edit: every fault in it is told with its line and column, not the first alone. */
final class Sheet {

    /** Faults told at once. */
    private static final int FAULTS_MAX = 50;

    /** Characters of a file. */
    static final int LENGTH_MAX = 20_000_000;

    private final String name;
    private final List<String> columns;
    private final List<String> faults;

    private Sheet(String name, List<String> columns, List<String> faults) {
        this.name = name;
        this.columns = columns;
        this.faults = faults;
    }

    /**
     * Reads a file row by row; a row with a fault is left out, and the fault is noted.
     *
     * @param faults where to note them
     */
    static void read(String name, List<String> columns, String text, List<String> faults, Consumer<Row> taker) {
        Sheet sheet = new Sheet(name, columns, faults);
        String[] lines = text.replace("\uFEFF", "").split("\r?\n", -1);
        if (text.length() > LENGTH_MAX) {
            sheet.fault(1, "", "longer than " + LENGTH_MAX + " characters");
            return;
        }
        if (!Csv.fields(lines[0]).equals(columns)) {
            sheet.fault(1, "", "the header is not " + String.join(",", columns));
            return;
        }
        for (int line = 2; line <= lines.length; line++) {
            String content = lines[line - 1];
            if (!content.isBlank() && !content.startsWith("#")) {
                sheet.row(line, Csv.fields(content), taker);
            }
        }
    }

    /** @throws Problem {@code recognition.file-wrong} where there are faults */
    static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNPROCESSABLE,
                    "recognition.file-wrong",
                    "The file has " + faults.size() + " faults; nothing of it was taken.",
                    "A row that cannot be read would change what is recognised without a word.",
                    "Mend the lines that are named and send the file again.",
                    faults.subList(0, Math.min(faults.size(), FAULTS_MAX)));
        }
    }

    private void row(int line, List<String> fields, Consumer<Row> taker) {
        if (fields.size() != columns.size()) {
            fault(line, "", fields.size() + " fields in place of " + columns.size());
            return;
        }
        try {
            taker.accept(new Row(this, line, fields));
        } catch (Wrong wrong) {
            fault(line, wrong.column, String.valueOf(wrong.getMessage()));
        } catch (IllegalArgumentException wrong) {
            fault(line, "", String.valueOf(wrong.getMessage()));
        }
    }

    private void fault(int line, String column, String what) {
        faults.add(name + ":" + line + (column.isEmpty() ? "" : " " + column) + ": " + what);
    }

    /** One row. */
    record Row(Sheet sheet, int line, List<String> fields) {

        /** A text; empty where the field is. */
        String text(String column) {
            return fields.get(sheet.columns.indexOf(column)).strip();
        }

        String required(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                throw new Wrong(column, "is empty");
            }
            return text;
        }

        @Nullable
        String optional(String column) {
            String text = text(column);
            return text.isEmpty() ? null : text;
        }

        /** Parts between {@code |}. */
        List<String> parts(String column) {
            return Arrays.stream(text(column).split("\\|"))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .toList();
        }

        long number(String column, long least, long most) {
            String text = required(column);
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException none) {
                // refused below, as one that is out of bounds
            }
            throw new Wrong(column, "'" + text + "' is no whole number from " + least + " to " + most);
        }

        BigDecimal decimal(String column) {
            String text = required(column);
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException none) {
                throw new Wrong(column, "'" + text + "' is no number");
            }
        }

        LocalDate day(String column) {
            String text = required(column);
            try {
                return LocalDate.parse(text);
            } catch (DateTimeParseException none) {
                throw new Wrong(column, "'" + text + "' is no day such as 2026-01-31");
            }
        }

        @Nullable
        LocalDate dayOrNone(String column) {
            return text(column).isEmpty() ? null : day(column);
        }

        boolean yes(String column) {
            return switch (text(column)) {
                case "yes" -> true;
                case "no", "" -> false;
                default -> throw new Wrong(column, "'" + text(column) + "' is neither yes nor no");
            };
        }

        <E extends Enum<E>> E word(String column, Class<E> type) {
            return word(column, required(column), type);
        }

        <E extends Enum<E>> E word(String column, String text, Class<E> type) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> each.name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new Wrong(
                            column,
                            "'" + text + "' is none of "
                                    + Arrays.stream(type.getEnumConstants())
                                            .map(Enum::name)
                                            .collect(Collectors.joining(", "))));
        }

        Item.Period period() {
            try {
                return new Item.Period(day("valid_from"), dayOrNone("valid_until"));
            } catch (Wrong wrong) {
                throw wrong;
            } catch (IllegalArgumentException wrong) {
                throw new Wrong("valid_until", "is not after valid_from");
            }
        }

        Wrong wrong(String column, String what) {
            return new Wrong(column, what);
        }
    }

    /** A fault in one field. */
    static final class Wrong extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final String column;

        Wrong(String column, String what) {
            super(what);
            this.column = column;
        }
    }

    static List<String> newFaults() {
        return new ArrayList<>();
    }
}
