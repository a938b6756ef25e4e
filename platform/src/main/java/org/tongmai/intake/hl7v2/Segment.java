package org.tongmai.intake.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericSegment;
import java.util.List;
import java.util.stream.IntStream;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** One segment. Fields are numbered from 1 as in the standard; what is not there reads as the empty text. */
public final class Segment {

    private final String name;
    private final GenericSegment parsed;

    Segment(String name, GenericSegment parsed) {
        this.name = name;
        this.parsed = parsed;
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
        return new Field(name, parsed, field, 0);
    }

    /** Every repetition of a field that says something. */
    public List<Field> fields(int field) {
        return IntStream.range(0, repetitions(field))
                .mapToObj(repetition -> new Field(name, parsed, field, repetition))
                .filter(Field::present)
                .toList();
    }

    /** Every repetition of a field, empty ones too. */
    List<Field> repeated(int field) {
        return IntStream.range(0, repetitions(field))
                .mapToObj(repetition -> new Field(name, parsed, field, repetition))
                .toList();
    }

    /** Whether the sender wrote {@code ""}: delete what you have. */
    public boolean erased(int field) {
        return "\"\"".equals(field(field).raw(1, 1));
    }

    private int repetitions(int field) {
        try {
            return parsed.getField(field).length;
        } catch (HL7Exception unreadable) {
            throw new Problem(
                    Kind.MALFORMED,
                    "intake.segment-broken",
                    "A field cannot be read.",
                    "HL7 v2.5 section 2.5.3.",
                    "Send the field as the standard writes it.",
                    List.of(name + "-" + field));
        }
    }
}
