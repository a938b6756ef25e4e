package org.tongmai.intake.conformance;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tongmai.kernel.Mask;

/** Whether characters arrive as they were meant. */
final class CharacterRules implements Rules {

    /** What stands where a character was lost. */
    private static final Pattern LOST = Pattern.compile("[?？□■▯○◯\uFFFD\u0000-\u001F]|\\p{Co}");

    /** Dots that are not the middle dot U+00B7 of names of other peoples. */
    private static final Pattern OTHER_DOT = Pattern.compile("[.．•‧∙⋅・･﹒●﹣]");

    private static final String DAMAGED = "intake.character-damaged";

    private final CharsetEncoder everyday = Charset.forName("GB2312").newEncoder();

    @Override
    public void hear(Heard heard, Findings findings) {
        String declared = heard.header().charset();
        findings.check("character.declared", !declared.isEmpty(), heard, "MSH-18", declared);
        Optional<String> wrong = heard.charset();
        boolean damaged = wrong.filter(DAMAGED::equals).isPresent();
        findings.check("character.true", wrong.isEmpty() || damaged, heard, "MSH-18", wrong.orElse(""));
        if (wrong.isPresent() && !damaged) {
            return;
        }
        for (String name : names(heard)) {
            boolean lost = LOST.matcher(name).find();
            boolean rare = name.chars().anyMatch(c -> c > 0x7F && c != '·' && !everyday.canEncode((char) c));
            if (lost || rare) {
                findings.check("character.rare", !lost, heard, "PID-5", Mask.name(name));
            }
            boolean otherDot = OTHER_DOT.matcher(name).find();
            if (otherDot || name.indexOf('·') >= 0) {
                findings.check("character.middle-dot", !otherDot, heard, "PID-5", Mask.name(name));
            }
        }
    }

    private static List<String> names(Heard heard) {
        return Stream.concat(
                        heard.all("PID").stream().flatMap(pid -> pid.fields(5).stream()),
                        heard.all("NK1").stream().flatMap(kin -> kin.fields(2).stream()))
                .map(name -> name.text(1) + name.text(2))
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
