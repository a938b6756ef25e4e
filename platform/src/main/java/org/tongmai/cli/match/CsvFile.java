package org.tongmai.cli.match;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.person.linkage.Table;

/**
 * Reads a table of character-separated values: RFC 4180, in UTF-8, UTF-16 with a byte order mark, GB 18030 or
 * Windows-1252; separated by comma, semicolon, tab or bar, whichever the header has most. Blanks around a value are no part of it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
public final class CsvFile {

    /** As many records as are linked in memory; ten times what a large hospital has. */
    private static final int RECORDS_MOST = 5_000_000;

    private static final int COLUMNS_MOST = 500;
    private static final String SEPARATORS = ",;\t|";
    private static final int BUFFER = 1 << 16;
    /** An open quote swallows what follows; no value of a person is as long. */
    private static final int VALUE_MOST = 1 << 20;

    private static final int ASCII_MOST = 128;
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final Charset GB18030 = Charset.forName("GB18030");

    /** What was read, and the encoding it was read in. */
    public record Read(Table table, Charset charset) {}

    private final Reader in;
    private final char[] buffer = new char[BUFFER];
    private int filled;
    private int at;
    private char separator = ',';
    private long line = 1;

    private CsvFile(Reader in) {
        this.in = in;
    }

    /**
     * @throws Problem {@code cli.table-empty}, {@code cli.table-ragged}, {@code cli.table-unreadable}, {@code cli.table-quote-open},
     *     {@code cli.table-header-repeated}, {@code cli.table-too-large}
     */
    public static CsvFile.Read read(Path file, Optional<Charset> told) throws IOException {
        Charset charset = told.isPresent() ? told.get() : charset(file);
        try (Reader in = open(file, charset)) {
            return new Read(new CsvFile(in).table(), charset);
        } catch (CharacterCodingException unreadable) {
            throw new Problem(
                    Kind.MALFORMED,
                    "cli.table-unreadable",
                    "The file is not text in an encoding that can be read.",
                    told.map(each -> "It is not " + each.name() + ", as --encoding says.")
                            .orElse(
                                    "It is neither UTF-8, nor UTF-16 with a byte order mark, nor GB 18030, nor Windows-1252."),
                    "Save it as CSV in UTF-8, or name its encoding with --encoding.");
        }
    }

    private Table table() throws IOException {
        List<String> header = header();
        var table = new Table.Builder(header);
        var record = new ArrayList<String>(header.size());
        while (true) {
            long start = line;
            if (!next(record)) {
                break;
            }
            if (record.size() == 1 && record.getFirst().isEmpty() && header.size() > 1) {
                continue;
            }
            if (record.size() != header.size()) {
                throw new Problem(
                        Kind.MALFORMED,
                        "cli.table-ragged",
                        "Line " + start + " has " + record.size() + " values, the header has " + header.size() + ".",
                        "Each row needs a value, perhaps an empty one, for each column of the header.",
                        "Mend the line; a value that contains the separator stands in double quotes.");
            }
            if (table.size() == RECORDS_MOST) {
                throw new Problem(
                        Kind.TOO_LARGE,
                        "cli.table-too-large",
                        "The file has more than " + RECORDS_MOST + " records.",
                        "They are compared in memory.",
                        "Cut the file by region or by year of birth.");
            }
            table.add(record);
        }
        if (table.size() == 0) {
            throw empty("The file has a header and no records.");
        }
        return table.build();
    }

    private List<String> header() throws IOException {
        fill();
        separator = separator();
        var header = new ArrayList<String>();
        if (!next(header) || header.stream().allMatch(String::isEmpty)) {
            throw empty("The file has no header.");
        }
        if (header.size() > COLUMNS_MOST) {
            throw new Problem(
                    Kind.TOO_LARGE,
                    "cli.table-too-large",
                    "The header has " + header.size() + " columns.",
                    "A table of people has at most " + COLUMNS_MOST + "; the line breaks of this file may be missing.",
                    "Look at the first line of the file.");
        }
        var seen = new HashSet<String>();
        for (String name : header) {
            if (!name.isEmpty() && !seen.add(name)) {
                throw new Problem(
                        Kind.MALFORMED,
                        "cli.table-header-repeated",
                        "Two columns are named '" + name + "'.",
                        "A column is known by its name.",
                        "Give each column a name of its own in the first line.");
            }
        }
        return header;
    }

    private static Problem empty(String what) {
        return new Problem(
                Kind.MALFORMED,
                "cli.table-empty",
                what,
                "The first line names the columns, each further line is a record.",
                "Name a CSV file with a header and at least one record.");
    }

    /** The separator that the first line has most, outside quotes. */
    private char separator() {
        int[] counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (int i = 0; i < filled && buffer[i] != '\n' && buffer[i] != '\r'; i++) {
            quoted ^= buffer[i] == '"';
            int kind = quoted ? -1 : SEPARATORS.indexOf(buffer[i]);
            if (kind >= 0) {
                counts[kind]++;
            }
        }
        int most = 0;
        for (int kind = 1; kind < counts.length; kind++) {
            most = counts[kind] > counts[most] ? kind : most;
        }
        return SEPARATORS.charAt(most);
    }

    /** Reads one record; false at the end. */
    private boolean next(List<String> record) throws IOException {
        record.clear();
        int first = peek();
        if (first < 0) {
            return false;
        }
        while (true) {
            record.add(value());
            int end = take();
            if (end == separator) {
                continue;
            }
            if (end == '\r' && peek() == '\n') {
                take();
            }
            line++;
            return true;
        }
    }

    /** Reads a value up to what ends it, which stays. */
    private String value() throws IOException {
        while (peek() == ' ') {
            take();
        }
        if (peek() == '"') {
            return quoted();
        }
        if (at < filled) {
            int from = at;
            while (at < filled && !ends(buffer[at])) {
                at++;
            }
            if (at < filled) {
                return new String(buffer, from, at - from).strip();
            }
            at = from;
        }
        var text = new StringBuilder();
        while (peek() >= 0 && !ends((char) peek())) {
            text.append((char) take());
        }
        return text.toString().strip();
    }

    private String quoted() throws IOException {
        long start = line;
        take();
        var text = new StringBuilder();
        while (true) {
            int each = take();
            if (each < 0 || text.length() == VALUE_MOST) {
                throw new Problem(
                        Kind.MALFORMED,
                        "cli.table-quote-open",
                        "The double quote opened on line " + start + " is never closed.",
                        "A value in double quotes ends with one, at most " + VALUE_MOST
                                + " characters later; one inside it is doubled.",
                        "Close or double the quote on that line.");
            }
            if (each == '"') {
                if (peek() != '"') {
                    break;
                }
                take();
            } else if (each == '\n') {
                line++;
            }
            text.append((char) each);
        }
        while (peek() >= 0 && !ends((char) peek())) {
            text.append((char) take());
        }
        return text.toString().strip();
    }

    private boolean ends(char each) {
        return each == separator || each == '\n' || each == '\r';
    }

    private int peek() throws IOException {
        return at < filled || fill() ? buffer[at] : -1;
    }

    private int take() throws IOException {
        return at < filled || fill() ? buffer[at++] : -1;
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer, 0, buffer.length));
        return filled > 0;
    }

    private static Reader open(Path file, Charset charset) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        bytes.mark(4);
        byte[] mark = bytes.readNBytes(3);
        bytes.reset();
        bytes.skipNBytes(markLength(mark));
        return strict(bytes, charset);
    }

    private static Charset charset(Path file) throws IOException {
        @Nullable Charset marked;
        try (InputStream bytes = Files.newInputStream(file)) {
            marked = marked(bytes.readNBytes(3)).orElse(null);
        }
        if (marked != null) {
            return marked;
        }
        return readable(file, StandardCharsets.UTF_8) ? StandardCharsets.UTF_8 : western(file) ? WINDOWS : GB18030;
    }

    /** Whether letters beyond ASCII stand singly, as in Müller: in GB 18030 nearly each has another beside it. */
    private static boolean western(Path file) throws IOException {
        long between = 0;
        long single = 0;
        long beside = 0;
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            int before = 0;
            int each = bytes.read();
            while (each >= 0) {
                int after = bytes.read();
                if (each >= ASCII_MOST) {
                    boolean alone = before < ASCII_MOST && after < ASCII_MOST;
                    single += alone ? 1 : 0;
                    beside += alone ? 0 : 1;
                    between += alone && letter(before) && letter(after) ? 1 : 0;
                }
                before = each;
                each = after;
            }
        }
        return between > beside || (single > beside && !readable(file, GB18030));
    }

    private static boolean letter(int each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
    }

    private static Optional<Charset> marked(byte[] mark) {
        return switch (markLength(mark)) {
            case 3 -> Optional.of(StandardCharsets.UTF_8);
            case 2 -> Optional.of((mark[0] & 0xff) == 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
            default -> Optional.empty();
        };
    }

    private static int markLength(byte[] mark) {
        if (mark.length >= 3 && (mark[0] & 0xff) == 0xef && (mark[1] & 0xff) == 0xbb && (mark[2] & 0xff) == 0xbf) {
            return 3;
        }
        boolean sixteen = mark.length >= 2 && ((mark[0] & 0xff) ^ (mark[1] & 0xff)) == 1 && (mark[0] & 0xfe) == 0xfe;
        return sixteen ? 2 : 0;
    }

    private static boolean readable(Path file, Charset charset) throws IOException {
        char[] text = new char[BUFFER];
        try (Reader in = strict(Files.newInputStream(file), charset)) {
            while (in.read(text) >= 0) {
                // only whether it can be read is asked
            }
            return true;
        } catch (CharacterCodingException other) {
            return false;
        }
    }

    private static Reader strict(InputStream bytes, Charset charset) {
        return new InputStreamReader(
                bytes,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }
}
