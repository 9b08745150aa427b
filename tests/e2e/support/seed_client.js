// What an integrator's page has: the examples of the API that Tring speaks, letter by letter. Do not tidy them up.
const checkEligibility = async (contactId) => {
  const response = await fetch('/api/calls/check-eligibility', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ contact_id: contactId })
  });
  const data = await response.json();
  return data.data.eligible;
};

const initiateCall = async (phoneNumber) => {
  const response = await fetch('/api/calls/initiate', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Authorization': `Bearer ${token}`
    },
    body: JSON.stringify({ phone_number: phoneNumber })
  });
  
  const data = await response.json();
  
  if (data.success) {
    console.log('Call initiated:', data.call_id);
  } else {
    console.error('Error:', data.error);
  }
};
