package org.tongmai.fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import org.tongmai.directory.terminology.Canonical;
import org.tongmai.directory.terminology.Coding;
import org.tongmai.directory.terminology.Verdict;
import org.tongmai.directory.terminology.Vocabulary;
import org.tongmai.directory.terminology.Which;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Json;

/** Answers the validator's questions about codes from the platform's own terminology. */
final class StoredTerms implements IValidationSupport {

    private final FhirContext context;
    private volatile Vocabulary vocabulary;

    StoredTerms(FhirContext context, Vocabulary vocabulary) {
        this.context = context;
        this.vocabulary = vocabulary;
    }

    void renew(Vocabulary now) {
        this.vocabulary = now;
    }

    @Override
    public FhirContext getFhirContext() {
        return context;
    }

    /** Of a system that is not known here the answer is a warning that says so. */
    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext support, String system) {
        return true;
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext support, String url) {
        return vocabulary.knowsValueSet(url);
    }

    @Override
    public @Nullable IBaseResource fetchValueSet(String url) {
        return vocabulary
                .definition("ValueSet", url)
                .map(json ->
                        context.newJsonParser().parseResource(ValueSet.class, new String(json, StandardCharsets.UTF_8)))
                .orElse(null);
    }

    /** Without its concepts, about which the validator asks one by one. */
    @Override
    public @Nullable IBaseResource fetchCodeSystem(String url) {
        return vocabulary
                .codeSystem(url)
                .map(json -> context.newJsonParser().parseResource(CodeSystem.class, json.toString()))
                .orElse(null);
    }

    @Override
    public <T extends IBaseResource> @Nullable T fetchResource(@Nullable Class<T> type, String url) {
        IBaseResource found =
                switch (type == null ? "" : type.getSimpleName()) {
                    case "ValueSet" -> fetchValueSet(url);
                    case "CodeSystem" -> fetchCodeSystem(url);
                    default -> null;
                };
        @SuppressWarnings("unchecked") // the type asked for decided what was fetched
        T typed = (T) found;
        return typed;
    }

    @Override
    public @Nullable CodeValidationResult validateCode(
            ValidationSupportContext support,
            ConceptValidationOptions options,
            @Nullable String system,
            String code,
            @Nullable String display,
            @Nullable String valueSet) {
        if (valueSet != null && !valueSet.isEmpty()) {
            return vocabulary.knowsValueSet(valueSet) ? in(Which.url(valueSet), options, system, code, display) : null;
        }
        if (system == null || system.isEmpty()) {
            return null;
        }
        if (!vocabulary.knowsCodeSystem(system)) {
            return undecided(code, system);
        }
        Canonical canonical = Canonical.of(system);
        return result(vocabulary.validate(
                Which.url(system), new Coding(canonical.url(), canonical.version(), code, display), null));
    }

    @Override
    public @Nullable CodeValidationResult validateCodeInValueSet(
            ValidationSupportContext support,
            ConceptValidationOptions options,
            @Nullable String system,
            String code,
            @Nullable String display,
            IBaseResource valueSet) {
        var resource = (ValueSet) valueSet;
        Which which = resource.hasUrl() && vocabulary.knowsValueSet(resource.getUrl())
                ? Which.url(resource.getUrl())
                : new Which.Inline(Json.read(
                        context.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8)));
        return in(which, options, system, code, display);
    }

    private @Nullable CodeValidationResult in(
            Which valueSet,
            ConceptValidationOptions options,
            @Nullable String system,
            String code,
            @Nullable String display) {
        String asked = options.isInferSystem() || system == null || system.isEmpty() ? null : system;
        Canonical canonical = asked == null ? null : Canonical.of(asked);
        var coding = new Coding(
                canonical == null ? null : canonical.url(),
                canonical == null ? null : canonical.version(),
                code,
                display);
        try {
            Verdict verdict = vocabulary.validate(valueSet, List.of(coding), null, true);
            return verdict.decided() ? result(verdict) : undecided(code, String.valueOf(asked));
        } catch (Problem problem) {
            return new CodeValidationResult()
                    .setSeverity(IssueSeverity.WARNING)
                    .setMessage(problem.what() + " " + problem.why());
        }
    }

    private static CodeValidationResult undecided(String code, String system) {
        String message = "The code system '" + system + "' is not known here; its codes cannot be checked.";
        return new CodeValidationResult()
                .setCode(code)
                .setSeverity(IssueSeverity.WARNING)
                .setMessage(message)
                .addIssue(new CodeValidationIssue(
                        message,
                        IssueSeverity.WARNING,
                        CodeValidationIssueCode.NOT_FOUND,
                        CodeValidationIssueCoding.NOT_FOUND));
    }

    /** A code with a wrong display is a right code with a warning. */
    private static CodeValidationResult result(Verdict verdict) {
        var result = new CodeValidationResult();
        Coding coding = verdict.coding();
        if (coding != null) {
            result.setCode(coding.code())
                    .setCodeSystemName(coding.system())
                    .setCodeSystemVersion(coding.version())
                    .setDisplay(coding.display());
        }
        String message = verdict.message();
        if (message != null) {
            IssueSeverity severity = coding == null ? IssueSeverity.ERROR : IssueSeverity.WARNING;
            result.setSeverity(severity).setMessage(message);
            result.addIssue(new CodeValidationIssue(
                    message,
                    severity,
                    coding == null ? CodeValidationIssueCode.CODE_INVALID : CodeValidationIssueCode.INVALID,
                    coding == null
                            ? CodeValidationIssueCoding.INVALID_CODE
                            : CodeValidationIssueCoding.INVALID_DISPLAY));
        }
        return result;
    }

    @Override
    public String getName() {
        return "terminology of the directory";
    }
}
