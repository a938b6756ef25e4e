package org.tongmai.intake.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/**
 * A query by parameter.
 *
 * @param qpd the segment QPD as it stands in the message, to be given back
 * @param tag QPD-2
 * @param records RCP-2 as it was sent, see {@link #quantity}
 * @param pointer DSC-1, where the answer is to go on; empty for its beginning
 */
public record QueryMessage(String qpd, String tag, String records, String pointer, Segment parameters) {

    /**
     * Reads a QBP.
     *
     * @throws Problem {@code intake.query-incomplete}, {@code intake.segment-broken}
     */
    public static QueryMessage read(String text) {
        Hl7v2Message message = Hl7v2Message.parse(text);
        Segment parameters = message.first("QPD").orElseThrow(() -> incomplete("QPD", "There is no QPD."));
        if (parameters.text(2).isEmpty()) {
            throw incomplete("QPD-2", "The query has no tag.");
        }
        return new QueryMessage(
                line(text),
                parameters.text(2),
                message.first("RCP").map(rcp -> rcp.text(2)).orElse(""),
                message.first("DSC").map(dsc -> dsc.text(1)).orElse(""),
                parameters);
    }

    /**
     * How many records one answer is to hold; 0 where nothing is said.
     *
     * @throws Problem {@code intake.query-quantity-wrong}
     */
    public int quantity() {
        if (!records.matches("|[1-9]\\d{0,5}")) {
            throw new Problem(
                    Kind.INVALID,
                    "intake.query-quantity-wrong",
                    "RCP-2 is not a number of records.",
                    "HL7 v2.5 chapter 5: RCP-2 bounds one answer, a whole number from 1.",
                    "Send a number such as 50^RD, or leave RCP-2 empty.",
                    List.of("RCP-2"));
        }
        return records.isEmpty() ? 0 : Integer.parseInt(records);
    }

    /** The query of a QBP^Q22. */
    public DemographicsQuery demographics(String institution) {
        return DemographicsQuery.of(parameters, institution);
    }

    /**
     * QPD-3 of a QBP^Q23: the FHIR system of the number; nothing where its authority names none that is known.
     *
     * @throws Problem {@code intake.query-incomplete} where it names none at all
     */
    public Optional<String> system() {
        Field number = parameters.field(3);
        if (number.text(1).isEmpty()) {
            throw incomplete("QPD-3.1", "The query names no patient number.");
        }
        Optional<String> system = Domain.system(number);
        if (system.isEmpty() && number.text(4, 1).isEmpty() && number.text(4, 2).isEmpty()) {
            throw incomplete("QPD-3.4", "QPD-3 names a number and not who gave it.");
        }
        return system;
    }

    /** QPD-3 of a QBP^Q23: the number. */
    public String number() {
        return parameters.field(3).text(1);
    }

    /** The FHIR systems of which numbers are wanted, of an unreadable one nothing. */
    public List<Optional<String>> domains(QueryKind kind) {
        List<Optional<String>> domains = new ArrayList<>();
        parameters.repeated(domainField(kind)).stream()
                .filter(field -> field.present() || !field.text(4, 2).isEmpty())
                .forEach(field -> domains.add(Domain.system(field)));
        return domains;
    }

    /** What domains returned: QPD-8 in a QBP^Q22, QPD-4 in a QBP^Q23. */
    public static int domainField(QueryKind kind) {
        return kind == QueryKind.DEMOGRAPHICS ? 8 : 4;
    }

    private static String line(String text) {
        int start = text.indexOf("QPD", text.indexOf('\r') < 0 ? text.indexOf('\n') : text.indexOf('\r'));
        int end = start;
        while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
            end++;
        }
        return text.substring(start, end);
    }

    private static Problem incomplete(String where, String what) {
        return new Problem(
                Kind.INVALID,
                "intake.query-incomplete",
                what,
                "HL7 v2.5 chapter 5: a query names itself, its tag and its parameters in QPD.",
                "Send the query as IHE ITI-9 and ITI-21 have it.",
                List.of(where));
    }
}
