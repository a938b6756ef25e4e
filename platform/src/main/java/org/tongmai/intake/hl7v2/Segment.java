package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One segment. Fields are numbered from 1 as in the standard; what is not there reads as the empty text. */
public final class Segment {

    /** Segments that name the separators: there field 1 is the first separator itself. */
    private static final Set<String> HEADERS = Set.of("MSH", "FHS", "BHS");

    private final String name;
    private final List<String> raw;
    private final Encoding encoding;
    private final @Nullable List<Field>[] fields;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists cannot be made otherwise
    Segment(String line, Encoding encoding) {
        this.name = line.substring(0, 3);
        this.encoding = encoding;
        this.raw = Field.split(line, encoding.field());
        this.fields = new List[raw.size() + 1];
    }

    /** The segment's name, such as {@code PID}. */
    public String name() {
        return name;
    }

    /** First component of the first repetition of a field. */
    public String text(int field) {
        return field(field).text(1);
    }

    /** First repetition of a field. */
    public Field field(int field) {
        return repeated(field).getFirst();
    }

    /** Every repetition of a field that says something. */
    public List<Field> fields(int field) {
        List<Field> all = repeated(field);
        return all.size() == 1
                ? all.getFirst().present() ? all : List.of()
                : all.stream().filter(Field::present).toList();
    }

    /** Every repetition of a field, empty ones too. */
    List<Field> repeated(int field) {
        int index = HEADERS.contains(name) ? field - 1 : field;
        if (index < 1 || index >= raw.size()) {
            return List.of(new Field(name, field, 0, "", encoding));
        }
        List<Field> known = fields[index];
        if (known == null) {
            known = parse(field, raw.get(index));
            fields[index] = known;
        }
        return known;
    }

    /** Whether the sender wrote {@code ""}: delete what you have. */
    public boolean erased(int field) {
        return "\"\"".equals(field(field).raw(1, 1));
    }

    /** What it says, without its name and running number. */
    String line() {
        return String.join("|", raw.subList(Math.min(2, raw.size()), raw.size()));
    }

    /** The last field that is there. */
    int last() {
        return HEADERS.contains(name) ? raw.size() : raw.size() - 1;
    }

    /** The fields that say something, in order. */
    Stream<Field> all() {
        return java.util.stream.IntStream.rangeClosed(1, last()).boxed().flatMap(number -> fields(number).stream());
    }

    private List<Field> parse(int number, String text) {
        List<String> pieces = Field.split(text, encoding.repetition());
        if (pieces.size() == 1) {
            return List.of(new Field(name, number, 0, text, encoding));
        }
        List<Field> parsed = new ArrayList<>(pieces.size());
        for (String piece : pieces) {
            parsed.add(new Field(name, number, parsed.size(), piece, encoding));
        }
        return parsed;
    }
}
