using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Hosting;

/// <summary>What is said of a field whose value has not its type, in the language of the screen; the framework's own sentences are English and name properties.</summary>
public sealed class BindingMessages(IStringLocalizer<SharedText> texts) : IConfigureOptions<MvcOptions>
{
    public void Configure(MvcOptions options)
    {
        var messages = options.ModelBindingMessageProvider;
        messages.SetAttemptedValueIsInvalidAccessor((value, _) => Unreadable(value));
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(Unreadable);
        messages.SetValueIsInvalidAccessor(Unreadable);
        messages.SetUnknownValueIsInvalidAccessor(_ => texts["This cannot be read."]);
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => texts["This cannot be read."]);
        messages.SetValueMustBeANumberAccessor(_ => texts["This cannot be read."]);
        messages.SetNonPropertyValueMustBeANumberAccessor(() => texts["This cannot be read."]);
        messages.SetValueMustNotBeNullAccessor(_ => texts["This field is needed"]);
        messages.SetMissingBindRequiredValueAccessor(_ => texts["This field is needed"]);
        messages.SetMissingKeyOrValueAccessor(() => texts["This field is needed"]);
    }

    private string Unreadable(string value) => texts["“{0}” cannot be read here.", value];
}
