package org.tongmai.intake.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages of other makers lose nothing in silence: each value of each field is in the resources, is a code that the table of
 * {@code docs/intake.md} translates, or stands at a place that the message is said to keep in the original only.
 */
class OtherMakersTest {

    private static final Source HOSPITAL = new Source("12330000470000013F", Zones.parse("Asia/Shanghai"));

    private static final Path FOLDER = Path.of("src/test/resources/org/tongmai/intake/hl7v2/others");

    static Stream<String> messages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".hl7"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyValueIsInTheRecordOrItsPlaceIsTold(String name) throws IOException {
        assertThat(lost(Files.readAllBytes(FOLDER.resolve(name)))).isEmpty();
    }

    static List<String> lost(byte[] bytes) {
        var decoded = CharacterSet.decode(bytes, Header.of(bytes).charset());
        MappedMessage mapped = Hl7v2ToFhir.map(Hl7v2Message.parse(decoded.text()), HOSPITAL);
        return Kept.lost(decoded.text(), mapped.keptOnly(), List.of(mapped.bundle()));
    }
}
