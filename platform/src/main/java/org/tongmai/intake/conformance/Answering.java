package org.tongmai.intake.conformance;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.hl7v2.Acknowledgement;
import org.tongmai.intake.hl7v2.Acknowledgement.Code;
import org.tongmai.intake.hl7v2.Enhanced;
import org.tongmai.intake.hl7v2.Header;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;

/** The acknowledgements of the robot platform, in original or enhanced mode as MSH-15 and MSH-16 ask for it. */
final class Answering {

    /** MSH-10 among the fields of a header, which begin with MSH-3. */
    private static final int CONTROL_ID = 7;

    private Answering() {}

    /** None for a message that is not answered. */
    static List<byte[]> answers(Heard heard, Reaction reaction, OffsetDateTime at) {
        if (reaction == Reaction.SILENCE || reaction == Reaction.DISCONNECT) {
            return List.of();
        }
        Header header = heard.readable() ? heard.header() : null;
        if (header == null) {
            return List.of(write(null, Code.AR, heard, at, refusal("The message cannot be read.")));
        }
        Header named = reaction == Reaction.FOREIGN ? foreign(header) : header;
        if (!Enhanced.asked(header)) {
            return List.of(
                    switch (reaction) {
                        case ERROR ->
                            write(named, Code.AE, heard, at, refusal("The robot refuses this message by its script."));
                        case REJECT ->
                            write(named, Code.AR, heard, at, refusal("The robot rejects this message by its script."));
                        default -> write(named, Code.AA, heard, at, null);
                    });
        }
        List<byte[]> answers = new ArrayList<>();
        boolean safe = reaction != Reaction.REJECT;
        if (Enhanced.wanted(header.acceptAcknowledgement(), safe)) {
            Problem why = safe ? null : refusal("The robot rejects this message by its script.");
            answers.add(write(named, safe ? Code.CA : Code.CR, heard, at, why));
        }
        if (safe && Enhanced.wanted(header.applicationAcknowledgement(), reaction != Reaction.ERROR)) {
            answers.add(
                    reaction == Reaction.ERROR
                            ? write(named, Code.AE, heard, at, refusal("The robot refuses this message by its script."))
                            : write(named, Code.AA, heard, at, null));
        }
        return answers;
    }

    private static byte[] write(
            @Nullable Header header, Code code, Heard heard, OffsetDateTime at, @Nullable Problem problem) {
        return Acknowledgement.write(
                header, code, "R" + heard.delivery().number(), at, StandardCharsets.UTF_8, problem);
    }

    /** An answer to a message that was never sent. */
    private static Header foreign(Header header) {
        List<String> fields = new ArrayList<>(header.fields());
        fields.set(CONTROL_ID, "NOT-YOURS");
        return new Header(header.separator(), header.encoding(), fields);
    }

    private static Problem refusal(String what) {
        return new Problem(
                Kind.UNPROCESSABLE,
                "intake.refused-by-script",
                what,
                "An examination sees what a sender does when it is refused.",
                "Do not send the message again as it is; go on with the next one.");
    }
}
