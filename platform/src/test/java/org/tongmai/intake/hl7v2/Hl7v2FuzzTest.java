package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tongmai.kernel.Problem;

/** Whatever arrives, it is understood or refused with a reason. */
public class Hl7v2FuzzTest {

    private static final Source HOSPITAL = new Source("12330000470000013F", Zones.parse("Asia/Shanghai"));

    private static final int MUTATIONS = 4_000;

    private static final byte[] LIKELY =
            "|^~\\&\r\n\"\u00000123456789-+.<>:ABCDEFGHIJKLMNOPQRSTUVWXYZ".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @ValueSource(strings = {"registration", "update-with-rare-name", "results"})
    void aMutatedMessageNeverCrashesTheReader(String name) {
        Random random = new Random(name.hashCode());
        byte[] valid = Golden.message(name).getBytes(StandardCharsets.UTF_8);
        int understood = 0;
        int refused = 0;

        for (int i = 0; i < MUTATIONS; i++) {
            byte[] message = mutate(valid, random);
            try {
                String declared = Header.of(message).charset();
                Hl7v2ToFhir.map(
                                Hl7v2Message.parse(
                                        CharacterSet.decode(message, declared).text()),
                                HOSPITAL)
                        .bundle();
                understood++;
            } catch (Problem reason) {
                assertThat(reason.code()).startsWith("intake.");
                assertThat(reason.what()).isNotBlank();
                assertThat(reason.mend()).isNotBlank();
                refused++;
            }
        }

        assertThat(understood).isGreaterThan(MUTATIONS / 20);
        assertThat(refused).isGreaterThan(MUTATIONS / 20);
    }

    /** One to five changes: a byte replaced, put in or taken out, a piece copied, cut out or moved, the end cut off. */
    public static byte[] mutate(byte[] message, Random random) {
        byte[] mutated = message;
        for (int changes = 1 + random.nextInt(5); changes > 0 && mutated.length > 1; changes--) {
            int at = random.nextInt(mutated.length);
            int end = at + random.nextInt(Math.min(mutated.length - at, 60) + 1);
            byte fresh = random.nextBoolean() ? LIKELY[random.nextInt(LIKELY.length)] : (byte) random.nextInt(256);
            mutated = switch (random.nextInt(6)) {
                case 0 -> splice(mutated, at, at + 1, new byte[] {fresh});
                case 1 -> splice(mutated, at, at, new byte[] {fresh});
                case 2 -> splice(mutated, at, at + 1, new byte[0]);
                case 3 -> splice(mutated, end, end, java.util.Arrays.copyOfRange(mutated, at, end));
                case 4 -> splice(mutated, at, end, new byte[0]);
                default -> random.nextInt(4) == 0 ? java.util.Arrays.copyOf(mutated, at) : mutated;
            };
        }
        return mutated;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] put) {
        byte[] spliced = new byte[bytes.length - (to - from) + put.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(put, 0, spliced, from, put.length);
        System.arraycopy(bytes, to, spliced, from + put.length, bytes.length - to);
        return spliced;
    }
}
