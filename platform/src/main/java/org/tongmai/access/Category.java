package org.tongmai.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;

/** What a resident gives or keeps back: kinds of content that people understand, each some FHIR resource types. */
@SuppressWarnings("ImmutableEnumChecker") // records of text and unmodifiable sets do not change
public enum Category {
    VISITS("就诊", "visits", "Encounter", "EpisodeOfCare"),
    DIAGNOSES("诊断", "diagnoses", "Condition"),
    LABORATORY("检验", "laboratory results", "Observation", "DiagnosticReport", "Specimen"),
    EXAMINATIONS("检查", "examinations", "Observation", "DiagnosticReport", "ImagingStudy", "Media"),
    MEDICINES(
            "用药",
            "medicines",
            "MedicationRequest",
            "MedicationDispense",
            "MedicationStatement",
            "MedicationAdministration"),
    VACCINATIONS("疫苗接种", "vaccinations", "Immunization"),
    PROCEDURES("手术和操作", "procedures", "Procedure"),
    ALLERGIES("过敏", "allergies", "AllergyIntolerance"),
    DOCUMENTS("文书", "documents", "DocumentReference", "Composition");

    private final Text words;
    private final Set<String> types;

    Category(String zh, String en, String... types) {
        this.words = new Text(zh, en);
        this.types = Set.copyOf(Arrays.asList(types));
    }

    /** As it stands in URLs and JSON, such as {@code laboratory}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As people read it. */
    public Text words() {
        return words;
    }

    /** FHIR resource types of this kind. */
    public Set<String> types() {
        return types;
    }

    /** Whether this kind shares its types with another one, told apart by {@code category} of the resource. */
    boolean shares(String type) {
        return (this == LABORATORY || this == EXAMINATIONS)
                && (type.equals("Observation") || type.equals("DiagnosticReport"));
    }

    /** The category with this word. */
    public static Optional<Category> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /**
     * The categories with these words, in the order of the enum; all where there is no word.
     *
     * @throws Problem {@code access.unknown-category}
     */
    static Set<Category> ofAll(Collection<String> words) {
        Set<Category> found = words.isEmpty() ? EnumSet.allOf(Category.class) : EnumSet.noneOf(Category.class);
        for (String word : words) {
            found.add(of(word).orElseThrow(() -> new Problem(
                    Problem.Kind.INVALID,
                    "access.unknown-category",
                    "One of the categories does not exist.",
                    "A record has these: "
                            + String.join(
                                    ", ",
                                    List.of(values()).stream()
                                            .map(Category::word)
                                            .toList()) + ".",
                    "Name some of those, or none for all.")));
        }
        return found;
    }
}
