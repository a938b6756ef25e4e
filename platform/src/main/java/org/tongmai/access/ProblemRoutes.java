package org.tongmai.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.tongmai.kernel.Faults;
import org.tongmai.kernel.Outage;
import org.tongmai.kernel.Problem;

/** Every refusal of our own interfaces as RFC 9457 problem; a bug is a 500 with a trace id and nothing else. */
@RestControllerAdvice
final class ProblemRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemRoutes.class);

    @ExceptionHandler
    ResponseEntity<ProblemBody> refused(Problem problem, HttpServletRequest request) {
        return answer(problem, request.getLocale(), TraceIds.next(), HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> unreadable(HttpMessageNotReadableException cause, HttpServletRequest request) {
        return refused(
                new Problem(
                        Problem.Kind.MALFORMED,
                        "access.body-unreadable",
                        "The body cannot be read.",
                        "It must be JSON of the form that this endpoint describes.",
                        "Check brackets, quotes and the type of each value."),
                request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemBody> mistyped(MethodArgumentTypeMismatchException cause, HttpServletRequest request) {
        return refused(mistyped(cause.getName()), request);
    }

    /** The same of one of the parameters that an endpoint takes together. */
    @ExceptionHandler
    ResponseEntity<ProblemBody> mistyped(BindException cause, HttpServletRequest request) {
        FieldError first = cause.getFieldError();
        return refused(mistyped(first == null ? cause.getObjectName() : first.getField()), request);
    }

    private static Problem mistyped(String parameter) {
        return new Problem(
                Problem.Kind.INVALID,
                "access.parameter-unreadable",
                "The parameter '" + parameter + "' cannot be read.",
                "Its value is not of the type that this endpoint takes.",
                "Check the value.");
    }

    /** The other side has gone, or a stream of events ended as it must. */
    @ExceptionHandler({AsyncRequestNotUsableException.class, AsyncRequestTimeoutException.class})
    void gone() {}

    /** Null where nobody is left to answer. */
    @ExceptionHandler
    @Nullable
    ResponseEntity<ProblemBody> other(Exception cause, HttpServletRequest request) {
        String traceId = TraceIds.next();
        if (gone(cause)) {
            LOG.debug("The other side of {} {} has gone", request.getMethod(), request.getServletPath());
            return null;
        }
        if (cause instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
            HttpStatus status = HttpStatus.valueOf(known.getStatusCode().value());
            Problem refusal = cause instanceof HttpMediaTypeNotSupportedException sent
                    ? mediaType(sent.getSupportedMediaTypes())
                    : ofSpring(status);
            return answer(refusal, request.getLocale(), traceId, known.getHeaders(), status.value());
        }
        Optional<Problem> away = Outage.of(cause);
        if (away.isPresent()) {
            LOG.warn("The database is away: {}", Faults.outline(cause));
            return answer(away.get(), request.getLocale(), traceId, HttpHeaders.EMPTY);
        }
        LOG.error(
                "{} {} failed [{}]: {}", request.getMethod(), request.getServletPath(), traceId, Faults.outline(cause));
        return answer(fault(), request.getLocale(), traceId, HttpHeaders.EMPTY, 500);
    }

    /** A visitor who leaves a page before it is whole is no fault. */
    private static boolean gone(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientAbortException) {
                return true;
            }
        }
        return false;
    }

    private static Problem fault() {
        return new Problem(
                Problem.Kind.BUSY,
                "access.internal-error",
                "Something went wrong here.",
                "This is a fault of the server, not of the request.",
                "Try again; if it stays, tell the operator the trace id.");
    }

    /** What Spring or the server refuses by status alone. */
    static Problem ofSpring(HttpStatus status) {
        if (status.is5xxServerError()) {
            return fault();
        }
        return switch (status) {
            case NOT_FOUND ->
                new Problem(
                        Problem.Kind.NOT_FOUND,
                        "access.no-such-page",
                        "There is nothing at this address.",
                        "The address is not one of this server's.",
                        "Check the address.");
            case METHOD_NOT_ALLOWED ->
                new Problem(
                        Problem.Kind.NOT_SUPPORTED,
                        "access.method-not-allowed",
                        "This address does not take this method.",
                        "The header Allow lists those that it takes.",
                        "Use one of those.");
            case UNSUPPORTED_MEDIA_TYPE, NOT_ACCEPTABLE -> mediaType(List.of());
            case CONTENT_TOO_LARGE ->
                new Problem(
                        Problem.Kind.TOO_LARGE,
                        "access.body-too-large",
                        "The body is too large.",
                        "Each endpoint bounds what it takes.",
                        "Send less at once.");
            default ->
                new Problem(
                        Problem.Kind.INVALID,
                        "access.request-invalid",
                        "The request cannot be used.",
                        "A parameter is missing, or a value is not allowed.",
                        "Compare the request with the description of this endpoint.");
        };
    }

    /** @param taken what the address takes; empty where it does not tell */
    private static Problem mediaType(List<MediaType> taken) {
        String types = taken.isEmpty()
                ? MediaType.APPLICATION_JSON_VALUE
                : taken.stream().map(MediaType::toString).collect(Collectors.joining(", "));
        return new Problem(
                Problem.Kind.UNSUPPORTED_MEDIA,
                "access.media-type-unsupported",
                "This media type is not spoken here.",
                "This address speaks " + types + ".",
                "Send Content-Type: " + types.replaceFirst(",.*", "") + ".");
    }

    private static ResponseEntity<ProblemBody> answer(
            Problem problem, Locale locale, String traceId, HttpHeaders headers) {
        return answer(problem, locale, traceId, headers, problem.kind().status());
    }

    private static ResponseEntity<ProblemBody> answer(
            Problem problem, Locale locale, String traceId, HttpHeaders headers, int status) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemBody.of(problem, locale, traceId).withStatus(status));
    }
}
