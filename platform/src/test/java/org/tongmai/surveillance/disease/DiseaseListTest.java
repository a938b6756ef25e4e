package org.tongmai.surveillance.disease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tongmai.kernel.Problem;

/** The list of diseases as the law of 1 September 2025 has it, and what an operator may change. */
class DiseaseListTest {

    private static final LocalDate LAW = LocalDate.of(2025, 9, 1);
    private static final LocalDate BEFORE = LAW.minusDays(1);

    private final DiseaseList list = DiseaseList.standard();

    @Test
    void theLawNamesTwoOfClassATwentySevenOfClassBElevenOfClassC() {
        Map<String, Set<String>> families = list.diseases(LAW).stream()
                .filter(each -> each.kind() == Disease.Kind.NOTIFIABLE)
                .collect(Collectors.groupingBy(
                        Disease::classed, Collectors.mapping(DiseaseListTest::legal, Collectors.toSet())));

        assertThat(families.get("甲")).hasSize(2);
        assertThat(families.get("乙")).hasSize(27);
        assertThat(families.get("丙")).hasSize(11);
    }

    /** Diseases that the law names once: viral hepatitis, typhoid and paratyphoid. */
    private static String legal(Disease disease) {
        return switch (disease.family()) {
            case "0301", "0302", "0303", "0304", "0305", "0306" -> "hepatitis";
            case "0501", "0502" -> "typhoid";
            default -> disease.family();
        };
    }

    @Test
    void avianInfluenzasBecameOneDiseaseWithTheLaw() {
        assertThat(list.ofIcd10("J09", BEFORE)).map(Disease::code).contains("9900");
        assertThat(list.ofIcd10("J09", LAW)).map(Disease::code).contains("TM03");
        assertThat(list.disease("5200", LAW)).isEmpty();
        assertThat(list.known("5200")).isPresent();
    }

    @Test
    void classAAndWhatIsManagedLikeItHasTwoHours() {
        List<String> strict = list.diseases(LAW).stream()
                .filter(Disease::strict)
                .map(Disease::code)
                .toList();

        assertThat(strict).containsExactlyInAnyOrder("0100", "0200", "2700", "1901", "TM99");
        assertThat(list.diseases(LAW))
                .filteredOn(Disease::strict)
                .allMatch(each -> each.deadline().equals(Duration.ofHours(2)));
        assertThat(list.disease("1000", LAW).orElseThrow().deadline()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void theLongestBeginningOfACodeDecides() {
        assertThat(list.ofIcd10("B18.1", LAW)).map(Disease::code).contains("0302");
        assertThat(list.ofIcd10("B18.9", LAW)).map(Disease::code).contains("0305");
        assertThat(list.ofIcd10("a15.000x005", LAW)).map(Disease::code).contains("2606");
        assertThat(list.ofIcd10("A09.9", LAW)).isEmpty();
        assertThat(list.ofIcd10("B90.9", LAW)).isEmpty();
    }

    @Test
    void anOperatorsFileTakesThePlaceOfOurs(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("drugs.tsv"), """
                disease\tatc\twhat\tfrom\tuntil\tverified\tsource
                1000\tJ99\ta medicine\t-\t-\tyes\tour county
                """);

        DiseaseList own = DiseaseList.of(folder);

        assertThat(own.drugs(LAW)).extracting(Drug::disease).containsExactly("1000");
        assertThat(own.diseases(LAW)).hasSameSizeAs(list.diseases(LAW));
    }

    @Test
    void aLineThatCannotBeUsedIsNamed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("events.tsv"), """
                # ours
                what\tunit\tcases\tdays\tquiet\tfrom\tuntil\tverified\tsource
                1000\tsite\tten\t7\t0\t-\t-\tyes\tour county
                """);

        assertThatThrownBy(() -> DiseaseList.of(folder)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("surveillance.table-wrong");
            assertThat(problem.where()).containsExactly("events.tsv:3:cases");
        });
    }

    @Test
    void aMethodThatDoesNotExistIsRefusedWhenTheTableIsRead(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("detectors.tsv"), """
                what\tmethod\tparameters\tcases\tfrom\tuntil\tverified\tsource
                *\tcrystal-ball\t-\t3\t-\t-\tno\tnobody
                """);

        assertThatThrownBy(() -> DiseaseList.of(folder))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.where()).containsExactly("detectors.tsv:2:method"));
    }
}
